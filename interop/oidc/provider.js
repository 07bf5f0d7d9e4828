// An OpenID Connect provider on a free loopback port, for the tests. It prints
// its issuer as the first line. Who signs in says who she is, with any password;
// the address of mallory is not verified.
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const groups = {
  keeper: ['staff', 'key-admins'], reader: ['staff'], stranger: ['guests'], untrusted: ['untrusted'], gone: ['gone'],
  owner: ['key-admins'], brief: ['brief'], ['auth0|17']: ['staff'],
}
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'miyao',
      client_secret: process.env.CLIENT_SECRET,
      redirect_uris: [process.env.REDIRECT_URI],
    }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: sub, email: `${sub}@example.com`, email_verified: sub !== 'mallory', groups: groups[sub] }),
    }),
  })
  server.on('request', provider.callback())
  console.log(issuer)
})
