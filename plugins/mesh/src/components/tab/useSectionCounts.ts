import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ClusterCertificates,
  MeshAnswer,
  MeshFinding,
  MeshVersion,
  PolicyReport,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { LoadAnswer, useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import {
  meshApiRef,
  meshCertificatesApiRef,
  meshRequestsApiRef,
} from '../../api';
import { useRead } from '../requests/useRead';
import { TabSection } from './sections';

/** Requests are asked for again after so many milliseconds. */
const REQUESTS_MS = 30_000;
const requestsDelay = () => REQUESTS_MS;

/** How many things each section shows; absent while that is not known. */
export type SectionCounts = Partial<Record<TabSection, number>>;

/** Counts for the column of sections; the clients ask only for what is new. */
export function useSectionCounts(): SectionCounts {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const api = useApi(meshApiRef);
  const certificatesApi = useApi(meshCertificatesApiRef);
  const requestsApi = useApi(meshRequestsApiRef);
  const version = useAnswer<MeshVersion>(
    useCallback(
      signal => api.getVersion(entityRef, { signal }),
      [api, entityRef],
    ),
  );
  const policies = useAnswer<PolicyReport>(
    useCallback(
      signal => api.getPolicies(entityRef, { signal }),
      [api, entityRef],
    ),
  );
  const machines = useAnswer<VirtualMachine>(
    useCallback(
      signal => api.getVirtualMachines(entityRef, { limit: 1, signal }),
      [api, entityRef],
    ),
  );
  const findings = useAnswer<MeshFinding>(
    useCallback(
      signal => api.getEntityFindings(entityRef, { signal }),
      [api, entityRef],
    ),
  );
  const certificates = useAnswer<ClusterCertificates>(
    useCallback(
      signal => certificatesApi.getEntityCertificates(entityRef, { signal }),
      [certificatesApi, entityRef],
    ),
  );
  const requests = useRead(
    useCallback(
      (signal: AbortSignal) =>
        requestsApi.list(
          { view: 'all', beneficiary: entityRef, limit: 1 },
          { signal },
        ),
      [requestsApi, entityRef],
    ),
    requestsDelay,
  );
  return {
    instances: version?.items.reduce(
      (sum, { instances }) => sum + instances.total,
      0,
    ),
    calls: policies?.items.reduce(
      (sum, { callers, egress }) => sum + callers.length + egress.length,
      0,
    ),
    routes: policies?.items.reduce((sum, { routes }) => sum + routes.length, 0),
    machines: machines?.page?.total ?? machines?.items.length,
    certificates: certificates?.items.length,
    findings: findings?.items.length,
    requests: requests.value?.total,
  };
}

/** An answer, once it tells anything: of clusters that are not read so far a zero would be a claim. */
function useAnswer<T>(load: LoadAnswer<T>): MeshAnswer<T> | undefined {
  const { answer } = useMeshAnswer<T>(load, useNudges());
  const isKnown =
    answer &&
    (answer.items.length > 0 ||
      (answer.withheld.length === 0 &&
        answer.clusters.some(({ state }) => state === 'fresh')));
  return isKnown ? answer : undefined;
}
