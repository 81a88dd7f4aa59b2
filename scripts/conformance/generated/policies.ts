import { Choices } from './Choices';
import { anywhere, policyObject, selector } from './policyObject';
import {
  generateDestination,
  generateGateway,
  generateRoutes,
  generateScope,
} from './policyRoutes';
import { generateRules } from './policyRules';
import { ISSUERS, jwksOf } from './policyTokens';
import { PORTS } from './policyWorld';

function authorization(choices: Choices, index: number, cidr: string): object {
  const action = choices.one([
    ...['ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'DENY', 'AUDIT'],
    ...(choices.chance(0.3) ? ['CUSTOM'] : []),
  ]);
  const isTargeted = choices.chance(0.05);
  // istiod refuses to try out other actions, and policies but ALLOW without rules.
  const canBeTried = ['ALLOW', 'DENY'].includes(action);
  return policyObject(
    'AuthorizationPolicy',
    `policy-${index}`,
    anywhere(choices),
    {
      ...(isTargeted
        ? { targetRefs: [{ kind: 'Service', group: '', name: 'web' }] }
        : selector(choices)),
      action,
      ...(action === 'CUSTOM'
        ? { provider: { name: choices.one(['absent', 'gone']) } }
        : {}),
      ...(action !== 'ALLOW' || choices.chance(0.9)
        ? { rules: generateRules(choices, cidr) }
        : {}),
    },
    canBeTried && choices.chance(0.08)
      ? { 'istio.io/dry-run': choices.one(['true', 'false']) }
      : {},
  );
}

function peer(choices: Choices, index: number): object {
  const mode = () => choices.one(['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET']);
  const picked = selector(choices) as { selector?: object };
  return policyObject(
    'PeerAuthentication',
    `peer-${index}`,
    anywhere(choices),
    {
      ...picked,
      ...(choices.chance(0.9) ? { mtls: { mode: mode() } } : {}),
      ...(picked.selector && choices.chance(0.5)
        ? {
            portLevelMtls: {
              [choices.one(PORTS).targetPort]: { mode: mode() },
            },
          }
        : {}),
    },
  );
}

function tokens(choices: Choices, index: number): object {
  const jwtRule = (issuer: number) => ({
    issuer: ISSUERS[issuer],
    jwks: jwksOf(issuer),
    ...(choices.chance(0.2)
      ? { audiences: [choices.one(['shop', 'https://shop/'])] }
      : {}),
    ...(choices.chance(0.2)
      ? {
          fromHeaders: [
            choices.one<object>([
              { name: 'x-token' },
              { name: 'X-Token', prefix: 'JWT ' },
            ]),
          ],
        }
      : {}),
    ...(choices.chance(0.1) ? { fromParams: ['token'] } : {}),
    ...(choices.chance(0.1) ? { fromCookies: ['session'] } : {}),
    ...(choices.chance(0.3) ? { forwardOriginalToken: true } : {}),
    ...(choices.chance(0.2)
      ? {
          outputClaimToHeaders: [
            choices.one([
              { header: 'x-team', claim: 'team' },
              { header: 'x-role', claim: 'realm.role' },
            ]),
          ],
        }
      : {}),
    ...(choices.chance(0.15) ? { spaceDelimitedClaims: ['words'] } : {}),
  });
  const one = choices.whole(1);
  return policyObject(
    'RequestAuthentication',
    `tokens-${index}`,
    anywhere(choices),
    {
      ...selector(choices),
      jwtRules: choices.chance(0.4)
        ? [jwtRule(one), jwtRule(1 - one)]
        : [jwtRule(one)],
    },
  );
}

/**
 * A set of policies and routes for the world.
 *
 * @param cidr - where the pods are, `10.N.0.0/24`
 */
export function generatePolicies(choices: Choices, cidr: string): object[] {
  const several = (
    most: number,
    make: (choices: Choices, index: number) => object | object[],
  ) =>
    Array.from({ length: choices.whole(most) }, (_, index) =>
      make(choices, index),
    ).flat();
  return [
    ...several(4, (one, index) => authorization(one, index, cidr)),
    ...several(2, peer),
    ...several(2, tokens),
    ...several(2, generateDestination),
    ...several(2, generateRoutes),
    ...several(1, generateScope),
    ...generateGateway(choices),
  ];
}

/** Settings for the whole mesh. */
export function generateMeshConfig(choices: Choices): Record<string, unknown> {
  return {
    ...(choices.chance(0.6)
      ? {
          pathNormalization: {
            normalization: choices.one([
              'NONE',
              'BASE',
              'MERGE_SLASHES',
              'DECODE_AND_MERGE_SLASHES',
            ]),
          },
        }
      : {}),
    ...(choices.chance(0.3) ? { trustDomainAliases: ['td'] } : {}),
    ...(choices.chance(0.2)
      ? { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }
      : {}),
    ...(choices.chance(0.1) ? { enableAutoMtls: false } : {}),
  };
}
