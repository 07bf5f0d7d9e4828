// 数据密钥的中文文案。
const texts = {
  dataKeys: {
    name: '数据密钥名称', id: '数据密钥 ID', descriptionLong: '描述最多 100 字节', key: '所属密钥', size: '长度', create: '生成数据密钥', import: '导入数据密钥', importDo: '导入', search: '搜索数据密钥名称或 ID',
    text: '由 KMS 托管的数据密钥：服务器只保存用用户密钥加密后的密文，需要时按名称取回。', none: '还没有托管的数据密钥', noneText: '在在线工具中生成数据密钥并选择“由 KMS 托管”，或导入已有的数据密钥。', noMatch: '没有符合条件的数据密钥',
    pendingDelete: '此数据密钥计划于 {{at}}（{{in}}）删除，现在不能取回明文。', retrieve: '取回', retrieveText: '每次取回都会记录在审计日志中。明文只在本页显示，离开即清除。', getBlob: '取回密文', getPlain: '取回明文', hide: '隐藏明文',
    form: '导入内容', formBlob: '密文', formBlobText: 'GenerateDataKey 返回的 CiphertextBlob', formPlain: '明文', formPlainText: 'Base64 编码的数据密钥，由所选密钥加密保存',
    action: { EnableDataKey: '启用', DisableDataKey: '禁用', ScheduleDataKeyDeletion: '计划删除', CancelDataKeyDeletion: '取消删除' },
    ask: { EnableDataKey: '启用数据密钥 {{name}}？', DisableDataKey: '禁用数据密钥 {{name}}？', ScheduleDataKeyDeletion: '计划删除数据密钥 {{name}}？', CancelDataKeyDeletion: '取消删除数据密钥 {{name}}？' },
    effect: { EnableDataKey: '启用后可以取回明文。', DisableDataKey: '禁用后不能取回明文，直到重新启用。', ScheduleDataKeyDeletion: '到期后彻底删除。只由它加密的数据将无法解密，除非另外保存了密文数据密钥。', CancelDataKeyDeletion: '取消后恢复为“已禁用”。' },
    done: { EnableDataKey: '已启用 {{name}}', DisableDataKey: '已禁用 {{name}}', ScheduleDataKeyDeletion: '已计划删除 {{name}}', CancelDataKeyDeletion: '已取消删除 {{name}}' },
  },
}

export default texts
