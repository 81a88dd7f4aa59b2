import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { WriteGate } from '../manifests/writeGate';
import { callerOf } from './access/callers';
import { KindRegistry } from './KindRegistry';
import { RequestPolicies } from './policy/RequestPolicies';

/** Lets a direct write pass where no policy asks for an approval. */
export class DirectWriteGate implements WriteGate {
  readonly #kinds: KindRegistry;
  readonly #policies: RequestPolicies;

  constructor(options: { kinds: KindRegistry; policies: RequestPolicies }) {
    this.#kinds = options.kinds;
    this.#policies = options.policies;
  }

  async check(
    write: { kinds: string[]; cluster: string; namespaces: string[] },
    credentials: BackstageCredentials,
  ): Promise<void> {
    const { userRef } = callerOf(credentials);
    for (const name of write.kinds) {
      const { approvalNeeded, forbidsDelivery, policies } =
        await this.#policies.decide({
          kinds: [this.#kinds.get(name)],
          delivery: 'apply',
          targets: write.namespaces.map(namespace => ({
            cluster: write.cluster,
            namespace,
          })),
          requester: userRef,
        });
      const where = `${write.namespaces.join(', ')} in cluster ${
        write.cluster
      }`;
      if (forbidsDelivery.length) {
        throw new NotAllowedError(
          `namespace: policy ${forbidsDelivery.join(
            ', ',
          )} lets nothing of kind ${name} be applied to ${where}; write it to Git. Nothing was applied`,
        );
      }
      if (approvalNeeded) {
        throw new NotAllowedError(
          `namespace: policy ${
            policies.join(', ') || 'of its kind'
          } asks for an approval of kind ${name} in ${where}. Ask for it: on the page /mesh/requests, with the template action mesh:request:create, or by POST /api/mesh/requests with kind ${name}. Nothing was applied`,
        );
      }
    }
  }
}
