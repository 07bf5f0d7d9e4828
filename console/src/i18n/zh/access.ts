// 访问管理的中文文案。
const texts = {
  access: {
    tab: { users: '用户', groups: '用户组', roles: '角色', policies: '策略', keys: '我的 API 密钥', check: '策略模拟' }, mayNot: '您没有访问管理的权限', noMatch: '没有符合条件的结果', gone: '不存在，或已被删除',
    create: '创建', delete: '删除', add: '添加', remove: '移除', removeOne: '移除 {{name}}', remark: '备注', kind: '类型', uin: 'uin', nameRule: '1 到 {{n}} 个字符，可用字母、数字和 +=,.@_-',
    userName: '用户名', console: '登录控制台', may: '允许', mayNotSignIn: '不允许', searchUsers: '搜索用户名、uin 或备注', createUser: '新建用户', noUsers: '还没有子用户', noUsersText: '为每个应用和每位同事各建一个用户，只授予所需的权限。',
    withKey: '创建 API 密钥（供程序调用）', withSignIn: '允许登录控制台（自动生成密码）', createUserText: '新用户没有任何权限，请在创建后关联策略或加入用户组。', madeUser: '用户 {{name}} 已创建', passwordOnce: '密码只显示这一次，请立即保存并交给该用户。',
    deleteUser: '删除用户', deleteUserText: '将删除用户 {{name}} 及其 API 密钥、用户组关系和策略关联，使用其密钥的程序会立即失败。', allowSignIn: '允许登录', stopSignIn: '禁止登录', stopSignInText: '{{name}} 将不能再登录控制台，其 API 密钥不受影响。', setPassword: '重置密码', passwordOf: '设置 {{name}} 的密码',
    keys: 'API 密钥', myKeys: '我的 API 密钥（SecretId / SecretKey）', keysText: '程序用 SecretId 和 SecretKey 为请求签名。SecretKey 只在创建时显示一次。', createKey: '新建 API 密钥', noKeys: '还没有 API 密钥', noKeysText: '创建后即可用 SDK、命令行和接口访问。',
    secretId: 'SecretId', secretKey: 'SecretKey', active: '已启用', inactive: '已禁用', lastUsed: '最近使用', never: '从未使用', keyUse: '用途说明', keyUseHint: '写明由哪个程序在哪里使用，便于日后轮换', keyUseRule: '可用字母、数字和 =,.@:/+_-',
    madeKey: 'API 密钥已创建', secretOnce: 'SecretKey 只显示这一次，关闭后无法再查看，请立即保存。', copySecret: '复制 SecretKey', savedIt: '我已保存', downloadCSV: '下载 CSV', downloadEnv: '下载 env 文件', saved: '已下载 {{name}}',
    disableKey: '禁用 API 密钥？', disableKeyText: '使用它的程序会立即失败，可随时重新启用。', enableKey: '启用 API 密钥？', enableKeyText: '启用后立即可以用它调用接口。', deleteKey: '删除 API 密钥？', deleteKeyText: '删除后无法恢复，使用它的程序会立即失败。最近使用：{{used}}',
    groupName: '用户组名', groupsText: '同一用户组的成员共享关联到该组的策略。', createGroup: '新建用户组', noGroups: '还没有用户组', deleteGroup: '删除用户组', deleteGroupText: '将删除用户组 {{name}}，其成员会失去由该组得到的权限，成员本身保留。', members: '成员', noMembers: '还没有成员', addMember: '选择要添加的用户', addToGroup: '选择要加入的用户组', noGroupsOf: '未加入任何用户组',
    roleName: '角色名', rolesText: '角色由受信任的用户或账号通过 STS 扮演，得到临时密钥。', createRole: '新建角色', noRoles: '还没有角色', deleteRole: '删除角色', deleteRoleText: '该角色的临时密钥会立即失效。', roleArn: '角色资源名', duration: '临时密钥最长有效期（秒）', trust: '信任策略（谁可以扮演）', editTrust: '编辑信任策略',
    presets: { AdministratorAccess: '全部权限', QcloudKMSFullAccess: '密钥管理的全部权限', QcloudKMSReadOnlyAccess: '查看密钥，不能使用密钥', MiyaoKMSUseOnlyAccess: '使用密钥，不能管理密钥（适合应用程序）' },
    policy: '策略', policyName: '策略名', searchPolicies: '搜索策略名或描述', allKinds: '全部类型', own: '自定义', preset: '预设', attachments: '关联数', createPolicy: '新建策略', editPolicy: '编辑策略', deletePolicy: '删除策略', deletePolicyText: '关联了它的用户、用户组和角色会立即失去由它得到的权限。', atOnce: '保存后对所有关联对象立即生效。',
    versions: '版本', version: '版本 {{n}}', versionInEffect: '生效中', showVersion: '查看', useVersion: '设为生效版本', keepVersion: '保存为新版本，保留原版本', versionsFull: '该策略已有 {{n}} 个版本（上限），保存会直接修改生效版本。', deleteVersion: '删除版本 {{n}}？', deleteVersionText: '删除后无法恢复，生效版本不受影响。',
    document: '策略内容', format: '整理格式', noFault: '未发现语法问题', attach: '选择要关联的策略', noPolicies: '没有关联策略', byGroups: '来自用户组：{{groups}}', attachedTo: '已关联到', entities: { users: '用户', groups: '用户组', roles: '角色' }, attachedToNone: '未关联到任何用户、用户组或角色',
    checking: '正在检查…', noAction: '没有与 {{name}} 匹配的接口',
    simulateTitle: '策略模拟', simulateText: '由服务器按当前策略判定：所选身份用自己的凭证调用时会被允许还是拒绝，以及由哪条语句决定。不会执行任何操作。', simulateWho: '身份', simulateNoKey: '不选择密钥（判定与密钥无关的操作）', simulateAddress: '来源 IP', simulateAddressHint: '留空时，与 IP 有关的条件均不成立',
    badAddress: '不是合法的 IP 地址', simulateAgain: '模拟', simulateResult: '{{name}} 可以执行的操作', inEffect: '生效的策略', decision: '结果', because: '依据', decisions: { allowed: '允许', denied: '明确拒绝', unmatched: '未授权' },
    becauseRoot: '主账号拥有全部权限', becauseNone: '没有语句允许', statement: '{{policy}} 第 {{n}} 条语句', ownTitle: '{{name}} 的权限', ownText: '由服务器按当前策略对所选密钥判定您自己的权限。',
  },
}

export default texts
