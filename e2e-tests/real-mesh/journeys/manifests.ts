import { expect } from '../../support/expect';
import { PortalError } from '../../support/Portal';
import { Persona } from '../portal';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';

const POLICY = 'only-get';

/** A policy as YAML, with the methods that it lets through. */
function policy(name: string, methods: string[]): string {
  return JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: COMPONENT.namespace },
    spec: {
      selector: { matchLabels: { app: 'nothing' } },
      action: 'ALLOW',
      rules: [{ to: [{ operation: { methods } }] }],
    },
  });
}

/** Applies YAML as one of the people; an error is an answer, too. */
export async function apply(
  { people }: Situation,
  persona: Persona,
  manifests: string,
): Promise<{ report?: any; error?: PortalError }> {
  try {
    const report = await people[persona].request('/api/mesh/manifests/apply', {
      cluster: 'east',
      manifests,
    });
    return { report };
  } catch (error) {
    if (error instanceof PortalError) return { error };
    throw error;
  }
}

/** @throws When the call was not refused with this status and in these words. */
export function expectRefused(
  { report, error }: Awaited<ReturnType<typeof apply>>,
  status: number,
  words: RegExp,
): void {
  expect(
    error?.status === status && words.test(error.message),
    `refused with ${status} and ${words}`,
    error ? error.message : report,
  );
}

/** A policy that may be applied, for tries that must be refused for another reason. */
export const HARMLESS = policy('harmless', ['GET']);

export const manifests: Journey = {
  title: 'Manifests of our own',
  async run(checks, situation) {
    const { kubectl } = situation;
    const there = async (name: string) => {
      const { items } = await kubectl.json(
        ...['authorizationpolicies', '-n', COMPONENT.namespace],
        '--show-managed-fields',
      );
      return items.find((one: any) => one.metadata.name === name);
    };

    await checks.check(
      'the owner of the namespace applies a policy',
      async () => {
        const { report } = await apply(
          situation,
          'developer',
          policy(POLICY, ['GET']),
        );
        expect(report?.created === 1, 'one object is created', report);
        const object = await there(POLICY);
        const [{ manager, operation }] = object.metadata.managedFields;
        expect(
          manager === 'meshport' && operation === 'Apply',
          'by server-side apply, as meshport',
          object.metadata.managedFields,
        );
      },
    );
    await checks.check(
      'a change is named, the same again changes nothing',
      async () => {
        const changed = await apply(
          situation,
          'developer',
          policy(POLICY, ['GET', 'HEAD']),
        );
        expect(
          changed.report?.changed === 1 &&
            changed.report.objects[0].changes.length > 0,
          'one object is changed, by field',
          changed,
        );
        const again = await apply(
          situation,
          'developer',
          policy(POLICY, ['GET', 'HEAD']),
        );
        expect(again.report?.unchanged === 1, 'nothing is changed', again);
      },
    );
    await checks.check(
      'what kubectl made is refused with its name',
      async () => {
        const before = await there('allow-shop');
        expectRefused(
          await apply(
            situation,
            'developer',
            policy('allow-shop', ['GET', 'POST']),
          ),
          409,
          /kubectl/,
        );
        const after = await there('allow-shop');
        expect(
          before.metadata.resourceVersion === after.metadata.resourceVersion,
          'it is untouched',
          after,
        );
      },
    );
    await checks.check('what istiod refuses is told in its words', async () => {
      expectRefused(
        await apply(
          situation,
          'developer',
          policy('bad', ['GET']).replace('ALLOW', 'MAYBE'),
        ),
        400,
        /MAYBE/,
      );
    });
    await checks.check('without the right to write it says so', async () => {
      const binding = await kubectl.json(
        ...['rolebinding', 'meshport-write', '-n', COMPONENT.namespace],
      );
      await kubectl.run(
        ...[
          'delete',
          'rolebinding',
          'meshport-write',
          '-n',
          COMPONENT.namespace,
        ],
      );
      try {
        expectRefused(
          await apply(situation, 'developer', HARMLESS),
          403,
          /may not/,
        );
        expect(
          (await there('harmless')) === undefined,
          'nothing is applied',
          'it',
        );
      } finally {
        const { apiVersion, kind, roleRef, subjects, metadata } = binding;
        const { name, namespace } = metadata;
        await kubectl.create({
          ...{ apiVersion, kind, roleRef, subjects },
          metadata: { name, namespace },
        });
      }
    });
  },
};
