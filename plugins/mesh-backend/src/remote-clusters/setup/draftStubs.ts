import { NotFoundError } from '@backstage/errors';
import { RemoteSetupRequest } from '@meshport/backstage-plugin-mesh-common';
import { stubServices } from '@meshport/istio';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory } from '../../inventory';
import { SetupDraft } from './SetupDraft';

/**
 * Drafts Services that make names of one cluster resolve in the other.
 *
 * @throws `NotFoundError` for a Service that is not there or may not be seen
 */
export function draftStubs(
  draft: SetupDraft,
  stubs: NonNullable<RemoteSetupRequest['stubs']>,
  [first, second]: [ClusterInventory, ClusterInventory],
  scope: ReadScope,
): void {
  const [into, from] =
    stubs.cluster === first.details.name ? [first, second] : [second, first];
  const source = from.details.name;
  const services = stubs.services.map(({ namespace, name }) => {
    const service =
      scope.mayReadNamespace(source, namespace) &&
      from.store('Service').get(namespace, name);
    if (!service) {
      throw new NotFoundError(
        `stubs.services: there is no Service ${namespace}/${name} in ${source} that you may see`,
      );
    }
    return {
      namespace,
      name,
      headless: service.spec?.clusterIP === 'None',
      ports: service.spec?.ports ?? [],
    };
  });
  const there = services.filter(({ namespace, name }) =>
    into.store('Service').get(namespace, name),
  );
  if (there.length > 0) {
    draft.find({
      severity: 'info',
      code: 'stub-not-needed',
      clusters: [stubs.cluster],
      message:
        'Some of these Services are there already, and are left as they are.',
      mend: 'Nothing.',
      evidence: there.map(({ namespace, name }) => `${namespace}/${name}`),
    });
  }
  const wanted = services.filter(one => !there.includes(one));
  if (wanted.length > 0) {
    draft.step(
      stubs.cluster,
      `Names of ${source} in ${stubs.cluster}`,
      'Services without endpoints, so that the names resolve; calls go to where the endpoints are.',
      draft.objects(
        stubs.cluster,
        'service-stubs',
        stubServices(
          wanted,
          into
            .store('Namespace')
            .list()
            .map(({ metadata }) => metadata.name),
        ),
      ),
    );
  }
}
