import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  MeshAnswer,
  PolicyReport,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { ObjectName } from '../parts/ObjectName';
import { ScrollRegion } from '../parts/ScrollRegion';
import { titleOf } from '../version/verdict';
import { trafficOf, TrafficRoute } from './trafficSplit';
import styles from './tab.module.css';

/** Machines that are looked at for their versions. */
const MACHINES = 100;

const readPolicies: ReadAnswer<PolicyReport> = (api, entityRef, options) =>
  api.getPolicies(entityRef, options);

/** Where calls go, by weight, and how machines and pods share them. */
export function RoutesSection() {
  const { t } = useWords();
  const { entity } = useEntity();
  const api = useApi(meshApiRef);
  const entityRef = stringifyEntityRef(entity);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.getVirtualMachines(entityRef, { limit: MACHINES, signal }),
    [api, entityRef],
  );
  const machines = useMeshAnswer<VirtualMachine>(load, useNudges()).answer;
  return (
    <AnswerCard<PolicyReport>
      title={t('tab.routes.title')}
      read={readPolicies}
      rows={3}
      empty={{
        title: t('tab.routes.empty.title'),
        titleIn: clusters => t('tab.routes.empty.titleIn', { clusters }),
        next: t('tab.routes.empty.next'),
      }}
    >
      {answer => <Reports answer={answer} machines={machines?.items ?? []} />}
    </AnswerCard>
  );
}

function Reports(props: {
  answer: MeshAnswer<PolicyReport>;
  machines: VirtualMachine[];
}) {
  const { answer, machines } = props;
  const { t } = useWords();
  return (
    <>
      {answer.items.map(report => {
        const place = t('tab.routes.place', {
          namespace: report.namespace,
          cluster: titleOf(report.cluster, answer.clusters),
        });
        const routes = trafficOf(report, machines);
        return (
          <div
            key={`${report.cluster}/${report.namespace}`}
            className={styles.part}
          >
            <Text as="p" variant="body-medium" weight="bold">
              {place}
            </Text>
            {routes.length === 0 ? (
              <Text as="p" variant="body-small">
                {t('tab.routes.none')}
              </Text>
            ) : (
              <RouteTable place={place} report={report} routes={routes} />
            )}
          </div>
        );
      })}
    </>
  );
}

function RouteTable(props: {
  place: string;
  report: PolicyReport;
  routes: TrafficRoute[];
}) {
  const { place, report, routes } = props;
  const { t } = useWords();
  return (
    <>
      {routes.map(({ route, machines }, index) =>
        machines === undefined ? null : (
          <Text as="p" variant="body-medium" key={index}>
            {t('tab.routes.split', {
              host: route.hosts.join(', '),
              machines: String(machines),
              pods: String(100 - machines),
            })}
          </Text>
        ),
      )}
      <ScrollRegion label={place}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('tab.routes.host')}</th>
              <th scope="col">{t('tab.routes.to')}</th>
              <th scope="col" className={styles.number}>
                {t('tab.routes.share')}
              </th>
              <th scope="col">{t('tab.routes.runs')}</th>
            </tr>
          </thead>
          <tbody>
            {routes.flatMap((traffic, index) => (
              <Rows key={index} traffic={traffic} report={report} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

/** One row for each destination; the first tells which calls are meant. */
function Rows(props: { traffic: TrafficRoute; report: PolicyReport }) {
  const { traffic, report } = props;
  const { route, shares } = traffic;
  const { t } = useWords();
  const name = (
    <th scope="rowgroup" rowSpan={Math.max(1, shares.length)}>
      {route.hosts.join(', ')}
      {route.match && (
        <Text as="p" variant="body-small" color="secondary">
          {t('tab.routes.for', { match: route.match })}
        </Text>
      )}
      <div>
        <ObjectName object={route.decidedBy} home={report} />
      </div>
    </th>
  );
  return shares.length === 0 ? (
    <tr>
      {name}
      <td colSpan={3}>{t('tab.routes.hidden')}</td>
    </tr>
  ) : (
    <>
      {shares.map(({ target, weight, runsOn }, index) => (
        <tr key={`${target} ${index}`}>
          {index === 0 && name}
          <td>{target}</td>
          <td className={styles.number}>
            {t('tab.routes.percent', { weight: String(weight) })}
          </td>
          <td>{t(`tab.routes.${runsOn}`)}</td>
        </tr>
      ))}
    </>
  );
}
