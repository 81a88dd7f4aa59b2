import { Text } from '@backstage/ui';
import { MutualTlsNamespace } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { ObjectName } from '../parts/ObjectName';
import { AskButton } from '../virtual-machines/joining/AskButton';
import { CutOffRow, workloadText } from './CutOffRow';
import styles from './scope.module.css';

const STATUS: Record<MutualTlsNamespace['state'], Status> = {
  done: 'ok',
  open: 'warning',
  blocked: 'locked',
  empty: 'unknown',
};

/** One namespace: its mode, who would be cut off, and the next step. */
export function NamespaceRow(props: {
  cluster: string;
  namespace: MutualTlsNamespace;
}) {
  const { cluster, namespace: stage } = props;
  const { t } = useWords();
  const { namespace, mode, state, workloads, cutOff, staysOpen, step } = stage;
  const known = cutOff.filter(one => one.evidence !== 'possible').length;
  const home = { cluster, namespace };
  return (
    <li data-mesh-namespace={namespace}>
      <div className={styles.line}>
        <StatusIcon status={STATUS[state]} />
        <Text as="h4" variant="body-medium" weight="bold">
          {namespace}: {t(`scope.encryption.state.${state}`)}
        </Text>
      </div>
      <Text as="p" variant="body-small">
        {t('scope.encryption.mode', {
          mode: mode.mode,
          from: t(`scope.encryption.from.${mode.from}`),
        })}
        {' · '}
        {t('scope.encryption.workloads', {
          inMesh: String(workloads.inMesh),
          outside: String(workloads.outside),
        })}
        {mode.decidedBy && (
          <>
            {' · '}
            <ObjectName object={mode.decidedBy} home={home} />
          </>
        )}
      </Text>
      {state === 'open' && (
        <Text as="p" variant="body-small">
          {cutOff.length === 0 && t('scope.encryption.nobody')}
          {known > 0 && t('scope.encryption.known', { count: known })}
        </Text>
      )}
      {(cutOff.length > 0 || staysOpen.length > 0) && (
        <details>
          <summary>{t('scope.encryption.details', { namespace })}</summary>
          <ul className={styles.rows}>
            {cutOff.map((one, index) => (
              <CutOffRow key={index} cutOff={one} home={home} />
            ))}
            {staysOpen.map(
              (
                { workload, port, mode: kept, decidedBy, cluster: remote },
                at,
              ) => (
                <li key={`open ${at}`}>
                  <Text as="p" variant="body-small">
                    {remote &&
                      `${t('scope.encryption.inCluster', {
                        cluster: remote,
                      })} `}
                    {t('scope.encryption.staysOpen', {
                      workload: workloadText(workload, t),
                      port:
                        port === undefined
                          ? ''
                          : t('scope.encryption.onPort', {
                              port: String(port),
                            }),
                    })}
                    {': '}
                    {kept === 'notCaptured' &&
                      t('scope.encryption.notCaptured')}
                    {kept !== 'notCaptured' &&
                      t('scope.encryption.byPolicy', {
                        mode: kept,
                        policy: decidedBy?.name ?? '',
                      })}
                  </Text>
                </li>
              ),
            )}
          </ul>
        </details>
      )}
      {state === 'open' && !step.request && (
        <Text as="p" variant="body-small">
          {step.why}
        </Text>
      )}
      {state === 'blocked' && (
        <Text as="p" variant="body-small">
          {step.why}{' '}
          {stage.conflicts.map(object => (
            <ObjectName
              key={object.name ?? 'hidden'}
              object={object}
              home={home}
            />
          ))}
        </Text>
      )}
      {step.request && (
        <AskButton
          request={step.request}
          opener={t('scope.encryption.ask', { namespace })}
          title={t('scope.encryption.askTitle', { place: namespace })}
          warning={t('scope.encryption.askWarning')}
          action={t('scope.encryption.askAction')}
        />
      )}
    </li>
  );
}
