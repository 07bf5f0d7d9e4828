// The English texts of access management.
import type { AdminTexts } from './zh-admin'

const texts: Pick<AdminTexts, 'access'> = {
  access: {
    tab: { users: 'Users', groups: 'Groups', roles: 'Roles', policies: 'Policies', keys: 'My API keys', check: 'My permissions' }, mayNot: 'You may not manage access', noMatch: 'Nothing fits', gone: 'It does not exist, or was deleted',
    create: 'Create', delete: 'Delete', add: 'Add', remove: 'Remove', removeOne: 'Remove {{name}}', remark: 'Remark', kind: 'Kind', uin: 'Uin', nameRule: '1 to {{n}} letters, digits and +=,.@_-',
    userName: 'User name', console: 'Console sign-in', may: 'Allowed', mayNotSignIn: 'Not allowed', searchUsers: 'Search name, uin or remark', createUser: 'Create user', noUsers: 'No sub-users yet', noUsersText: 'Make a user for each application and each colleague, with the permissions that it needs and no more.',
    withKey: 'Make an API key, for programs', withSignIn: 'May sign in to the console, with a password that is made up', createUserText: 'A new user may do nothing: attach policies or add it to a group afterwards.', madeUser: 'User {{name}} was created', passwordOnce: 'The password is shown this once. Keep it now and hand it to the user.',
    deleteUser: 'Delete user', deleteUserText: 'This deletes the user {{name}} with its API keys, memberships and attachments. Programs that use its keys fail at once.', allowSignIn: 'Allow', stopSignIn: 'Stop sign-in', stopSignInText: '{{name}} can no longer sign in to the console. Its API keys stay as they are.', setPassword: 'Set password', passwordOf: 'Set the password of {{name}}',
    keys: 'API keys', myKeys: 'My API keys (SecretId and SecretKey)', keysText: 'Programs sign requests with a SecretId and its SecretKey. The SecretKey is shown once, when it is made.', createKey: 'Create API key', noKeys: 'No API keys yet', noKeysText: 'With one, the SDKs, the command line and the API can be used.',
    secretId: 'SecretId', secretKey: 'SecretKey', active: 'Enabled', inactive: 'Disabled', lastUsed: 'Last used', never: 'Never', keyUse: 'What it is for', keyUseHint: 'Which program uses it, and where: it helps when keys are renewed', keyUseRule: 'Letters, digits and =,.@:/+_-',
    madeKey: 'The API key was created', secretOnce: 'The SecretKey is shown this once and cannot be had again. Keep it now.', copySecret: 'Copy SecretKey', savedIt: 'I have kept it', downloadCSV: 'Download CSV', downloadEnv: 'Download env file', saved: '{{name}} was downloaded',
    disableKey: 'Disable the API key?', disableKeyText: 'Programs that use it fail at once. It can be enabled again.', enableKey: 'Enable the API key?', enableKeyText: 'It can be used at once.', deleteKey: 'Delete the API key?', deleteKeyText: 'It cannot be brought back, and programs that use it fail at once. Last used: {{used}}',
    groupName: 'Group name', groupsText: 'The members of a group share the policies that are attached to it.', createGroup: 'Create group', noGroups: 'No groups yet', deleteGroup: 'Delete group', deleteGroupText: 'This deletes the group {{name}}. Its members lose what the group gave them; they themselves stay.', members: 'Members', noMembers: 'No members yet', addMember: 'Choose a user to add', addToGroup: 'Choose a group to join', noGroupsOf: 'In no group',
    roleName: 'Role name', rolesText: 'Trusted users or accounts assume a role by STS and get temporary credentials.', createRole: 'Create role', noRoles: 'No roles yet', deleteRole: 'Delete role', deleteRoleText: 'The temporary credentials of this role end at once.', roleArn: 'Resource name', duration: 'Longest life of credentials', seconds: '{{n}} seconds', trust: 'Trust policy (who may assume it)', editTrust: 'Edit trust policy',
    policy: 'Policy', policyName: 'Policy name', searchPolicies: 'Search name or description', allKinds: 'All kinds', own: 'Own', preset: 'Preset', attachments: 'Attached to', createPolicy: 'Create policy', editPolicy: 'Edit policy', deletePolicy: 'Delete policy', deletePolicyText: 'It is detached from {{n}} users, groups or roles, at once.', atOnce: 'What is saved holds at once for all that the policy is attached to.',
    document: 'Document', format: 'Format', noFault: 'No fault found', moreFaults: '(and {{n}} more)', attach: 'Choose a policy to attach', noPolicies: 'No policies', byGroups: 'By groups: {{groups}}', attachedTo: 'Attached to', attachedToNone: 'No user, group or role',
    fault: {
      syntax: 'This is no valid JSON: {{value}}', object: 'should be a JSON object', missing: 'is missing', unknown: 'is not known', version: 'should be "2.0"', effect: 'should be "allow" or "deny"', list: 'should be text, or a list that is not empty', action: '{{value}} names no action; write kms:Encrypt, kms:* or *', noAction: 'There is no action {{value}}',
      resource: '{{value}} names no resource; write qcs::kms:ap-guangzhou:uin/100000000001:key/* or *', principal: 'should be an object such as {"qcs": ["qcs::cam::uin/100000000001:root"]}', long: 'At most {{value}} characters',
    },
    checkTitle: 'What {{name}} may do', checkText: 'The server decides by the policies of now, for your own permissions on the chosen key.', checkUse: 'Use the key', checkManage: 'Manage the key', allowed: 'Allowed', denied: 'Not allowed',
  },
}

export default texts
