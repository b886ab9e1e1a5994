// An OpenID provider at which tests sign in without pages: `login_hint` of a request holds, as
// base64url of JSON, whoever signs in (`sub`), how (`acr`), and what else is claimed of them.
// Prints its address once it listens. Arguments: JSON with client and port.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const { client, port } = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${port}`;
const people = new Map();
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(issuer, {
  clients: [client],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'tests', use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['tests'] },
  acrValues: ['urn:tests:two-steps'],
  claims: {
    acr: null,
    auth_time: null,
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'nip'],
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
  },
  // Its guard against addresses of the inside would stop it from telling a test that somebody left.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const { acr, ...person } = JSON.parse(Buffer.from(params.login_hint, 'base64url'));
  people.set(person.sub, person);
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: person.sub, acr } });
  ctx.respond = false;
});

provider.on('backchannel.error', (_ctx, error) => console.error(error));

provider.listen(port, '127.0.0.1', () => console.log(issuer));
