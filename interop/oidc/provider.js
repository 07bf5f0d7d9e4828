// An OpenID Connect provider on a free loopback port, for the tests. It prints
// its issuer as the first line. Who signs in says who she is, with any password;
// the address of mallory is not verified.
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

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
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: sub, email: `${sub}@example.com`, email_verified: sub !== 'mallory' }),
    }),
  })
  server.on('request', provider.callback())
  console.log(issuer)
})
