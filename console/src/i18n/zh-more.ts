// 其余页面的中文文案。
export default {
  dataKeys: { name: '数据密钥名称', descriptionLong: '描述最多 100 字节' },
}
