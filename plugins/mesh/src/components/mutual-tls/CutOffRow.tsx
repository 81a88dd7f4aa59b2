import { Text } from '@backstage/ui';
import {
  MutualTlsCutOff,
  WorkloadName,
} from '@meshport/backstage-plugin-mesh-common';
import { Translate, useWords } from '../../words/useWords';
import { ObjectName } from '../parts/ObjectName';
import styles from './scope.module.css';

/** `Deployment shop/cart`, or that it may not be read. */
export function workloadText(workload: WorkloadName, t: Translate): string {
  return 'hidden' in workload
    ? t('scope.hidden')
    : `${workload.kind} ${workload.namespace}/${workload.name}`;
}

/** Somebody whose calls would be refused, by what, and what mends it. */
export function CutOffRow(props: {
  cutOff: MutualTlsCutOff;
  home: { cluster: string; namespace: string };
}) {
  const { cutOff, home } = props;
  const { cluster, evidence, callers, services, decidedBy, why, mend } = cutOff;
  const { t } = useWords();
  const names = [...new Set(callers.map(one => workloadText(one, t)))];
  return (
    <li>
      <Text as="p" variant="body-small" weight="bold">
        {cluster && `${t('scope.encryption.inCluster', { cluster })} `}
        {t(`scope.encryption.evidence.${evidence}`)}
        {names.length > 0 && `: ${names.join(', ')}`}
      </Text>
      {services.length > 0 && (
        <Text as="p" variant="body-small">
          {t('scope.encryption.calls', {
            services: services
              .map(
                ({ namespace, name, port }) =>
                  `${namespace}/${name}${port ? `:${port}` : ''}`,
              )
              .join(', '),
          })}
        </Text>
      )}
      <Text as="p" variant="body-small">
        {why ?? t('scope.encryption.hiddenWhy')}
      </Text>
      {decidedBy.length > 0 && (
        <p className={styles.part}>
          {decidedBy.map((object, index) => (
            <ObjectName key={index} object={object} home={home} />
          ))}
        </p>
      )}
      {mend && (
        <Text as="p" variant="body-small" color="secondary">
          {t('scope.mend', { mend })}
        </Text>
      )}
    </li>
  );
}
