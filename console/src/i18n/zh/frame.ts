// 框架、登录与各页面共用的中文文案。
const texts = {
  shell: {
    product: '密钥管理服务', menu: '菜单', navigation: '主导航', crumbs: '当前位置', skip: '跳到正文', region: '地域', signOut: '退出登录', expires: '长时间未操作，登录将于 {{at}} 失效，届时页面内容会被清除。', stay: '保持登录', ends: '已达到最长登录时间，登录将于 {{at}} 失效，届时页面内容会被清除，请重新登录后继续。',
    account: '当前用户：{{name}}', notFound: '没有这个页面', notFoundText: '地址可能有误，或页面已移动。', dark: '切换到深色', light: '切换到浅色',
  },
  nav: {
    kms: '密钥管理', admin: '管理', overview: '概览', keys: '用户密钥', tool: '在线工具', dataKeys: '数据密钥', whiteBox: '白盒密钥',
    access: '访问管理', audit: '审计', settings: '设置',
  },
  common: {
    comma: '，', optional: '（选填）', loading: '正在加载', copy: '复制', copied: '已复制', close: '关闭', cancel: '取消', confirm: '确定', save: '保存',
    retry: '重试', refresh: '刷新', none: '无', edit: '修改{{what}}', dropHere: '将文件拖到此处，或', otherFile: '换一个文件',
    typeToConfirm: '请输入 {{text}} 以确认',
  },
  error: {
    network: '无法连接服务器，请检查网络后重试。', page: '这部分页面未能加载：服务器无法连接，或已更新。请重新加载页面。', expired: '登录已过期，请重新登录。', copy: '复制错误信息',
    denied: '缺少的权限，请联系管理员在策略中授予：',
  },
  table: {
    select: '选择 {{name}}', selectAll: '全选本页', pages: '分页', total: '共 {{total}} 条', size: '每页条数', perPage: '{{n}} 条/页',
    previous: '上一页', next: '下一页', first: '第一页', last: '最后一页', page: '页码', beyond: '没有这一页',
  },
  signin: {
    title: '登录控制台', name: '用户名', nameHint: '主账号请留空或填写 root', account: '主账号 UIN', accountHint: '服务器上有多个主账号时填写',
    password: '密码', code: '动态口令', codeHint: '认证应用显示的 6 位数字', submit: '登录', again: '您已退出登录，重新登录后回到此页面。', oidc: '使用 {{name}} 登录', otherAccount: '登录到其他主账号',
    needsSetup: '还没有设置密码。请打开服务器首次启动时打印的一次性链接；如果链接已失效，在服务器上执行 miyao console link 重新获取。',
  },
  setup: {
    title: '设置管理员密码', text: '为主账号（root）设置登录密码。此链接只能使用一次，重新设置后旧密码失效。', password: '新密码', again: '再次输入', rule: '至少 {{n}} 个字符，建议使用一句容易记住的话',
    differs: '两次输入不一致', submit: '设置并登录',
    noToken: '链接不完整。请完整打开服务器打印的链接，或在服务器上执行 miyao console link 重新获取。',
  },
}

export default texts
