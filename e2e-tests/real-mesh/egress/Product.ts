import type {
  EgressApplyReport,
  EgressGatewayDetail,
  EgressPreview,
  EgressRemovalReport,
  EgressTest,
  StartEgressTest,
} from '@meshport/backstage-plugin-mesh-common';
import type { EgressGatewayInput } from '@meshport/istio';
import { expect } from '../../support/expect';
import { Portal, PortalError } from '../../support/Portal';

const CLUSTER = 'east';
const ROUTE = '/api/mesh/egress-gateways';

type Named = Pick<EgressGatewayInput, 'namespace' | 'name'>;

/** The product's routes of egress gateways, as one person. */
export class Product {
  constructor(private readonly portal: Portal) {}

  preview(gateway: EgressGatewayInput): Promise<EgressPreview> {
    return this.portal.request(`${ROUTE}/preview`, {
      cluster: CLUSTER,
      gateway,
    });
  }

  apply(
    gateway: EgressGatewayInput,
    waitSeconds = 120,
  ): Promise<EgressApplyReport> {
    return this.portal.request(ROUTE, {
      cluster: CLUSTER,
      gateway,
      waitSeconds,
    });
  }

  detail(gateway: Named): Promise<{ items: EgressGatewayDetail[] }> {
    return this.portal.request(this.#path(gateway));
  }

  test(gateway: Named, body: StartEgressTest): Promise<EgressTest> {
    return this.portal.request(`${this.#path(gateway)}/tests`, body);
  }

  /** @param query - e.g. `dryRun=true`. */
  remove(gateway: Named, query: string): Promise<EgressRemovalReport> {
    return this.portal.request(
      `${this.#path(gateway)}?${query}`,
      undefined,
      'DELETE',
    );
  }

  #path({ namespace, name }: Named): string {
    return `${ROUTE}/${CLUSTER}/${namespace}/${name}`;
  }
}

/** @throws When a call is not refused with this status and in these words. */
export async function expectRefusal(
  status: number,
  words: RegExp,
  call: () => Promise<unknown>,
): Promise<void> {
  let found: unknown;
  try {
    found = await call();
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    if (error.status === status && words.test(error.message)) return;
    found = error.message;
  }
  expect(false, `it is refused with ${status} and ${words}`, found);
}
