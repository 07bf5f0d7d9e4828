// What the pages of a server that is in use show: keys of every state, users, events.
import type { Page } from '@playwright/test'
import { api, createKey, type Server } from './server'

export interface Seeded {
  key: string
  signing: string
  rsa: string
  external: string
  old: string
  dataKey: string
  whiteBox: string
}

/** seed fills a server, and gives the ids of what it made. Names are Chinese where people choose them freely. */
export async function seed(page: Page, server: Server): Promise<Seeded> {
  const key = await createKey(page, server, 'app-config', { Description: '商城的配置', Tags: [{ TagKey: 'env', TagValue: 'prod' }, { TagKey: 'team', TagValue: 'payments' }] })
  const signing = await createKey(page, server, 'release-signing', { KeyUsage: 'ASYMMETRIC_SIGN_VERIFY_ECC' })
  const rsa = await createKey(page, server, 'inbox', { KeyUsage: 'ASYMMETRIC_DECRYPT_RSA_2048' })
  const external = await createKey(page, server, 'brought', { Type: 2 })
  const old = await createKey(page, server, 'old-backup')
  await api(page, server, 'Encrypt', { KeyId: old, Plaintext: 'aGk=' })
  await api(page, server, 'DisableKey', { KeyId: old })
  await api(page, server, 'Encrypt', { KeyId: old, Plaintext: 'aGk=' }).catch(() => undefined)
  await api(page, server, 'EnableKeyRotation', { KeyId: key })
  for (let i = 0; i < 3; i++) await api(page, server, 'Encrypt', { KeyId: key, Plaintext: 'aGk=' })
  const { DataKeyId: dataKey } = await api<{ DataKeyId: string }>(page, server, 'GenerateDataKey', { KeyId: key, NumberOfBytes: 32, IsHostedByKms: 1, DataKeyName: 'table-key' })
  const whiteBox = (await api<{ KeyId: string }>(page, server, 'CreateWhiteBoxKey', { Alias: 'mobile-app', Algorithm: 'SM4' })).KeyId
  await api(page, server, 'AddUser', { Name: 'order-service', Remark: '订单服务', UseApi: 1 })
  await api(page, server, 'CreateGroup', { GroupName: 'operators', Remark: 'on-call' })
  await api(page, server, 'CreatePolicy', { PolicyName: 'use-keys', PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"kms:Encrypt","resource":"*"}]}' })
  await api(page, server, 'AttachUserPolicy', { PolicyId: 1000, AttachUin: (await api<{ Uin: number }>(page, server, 'GetUser', { Name: 'order-service' })).Uin })
  await api(page, server, 'CreateRole', { RoleName: 'deployer', PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/0:root"]}}]}'
    .replace('uin/0', `uin/${(await api<{ AccountId: string }>(page, server, 'GetCallerIdentity', {})).AccountId}`) })
  return { key, signing, rsa, external, old, dataKey, whiteBox }
}
