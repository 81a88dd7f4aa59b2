import { Text } from '@backstage/ui';
import {
  RootChangeLaggard,
  RootChangeStep,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Told } from '../parts/Told';
import { LifeBar } from './LifeBar';
import { STEP_MARK } from './certificateStanding';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** The steps of a root change, each with who has turned over. */
export function RootChangeSteps({ steps }: { steps: RootChangeStep[] }) {
  return (
    <ol className={styles.steps}>
      {steps.map(step => (
        <Step key={step.number} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: RootChangeStep }) {
  const { t, clock } = useWords();
  const { number, title, state, text, doneBy, laggards } = step;
  const isWaiting = state === 'waiting' || state === 'restarting';
  return (
    <li className={layout.line}>
      <StatusIcon status={STEP_MARK[state]} />
      <div className={layout.cell}>
        <Text as="p" variant="body-small" weight="bold">
          {`${number}. ${title} · ${t(`certificates.change.step.${state}`)}`}
        </Text>
        <Text as="p" variant="body-small">
          <Told text={text} />
        </Text>
        <Turned step={step} />
        {isWaiting && doneBy && (
          <Text as="p" variant="body-small" color="secondary">
            {t('certificates.change.by', {
              time: (
                <Moment time={Date.parse(doneBy)}>
                  {clock(Date.parse(doneBy))}
                </Moment>
              ),
            })}
          </Text>
        )}
        {laggards.length > 0 && (
          <details className={styles.more} open={laggards.length <= 10}>
            <summary>
              {t('certificates.change.laggards', {
                number: String(laggards.length),
              })}
            </summary>
            <Laggards laggards={laggards} />
          </details>
        )}
      </div>
    </li>
  );
}

function Turned({ step: { turned, state } }: { step: RootChangeStep }) {
  const { t } = useWords();
  if (!turned) {
    return null;
  }
  const { done, total, unknown } = turned;
  const numbers = { done: String(done), total: String(total) };
  const words =
    unknown > 0
      ? t('certificates.change.turnedUnknown', {
          ...numbers,
          unknown: String(unknown),
        })
      : t('certificates.change.turned', numbers);
  return (
    <>
      <LifeBar
        part={total === 0 ? 1 : done / total}
        mark={state === 'done' ? 'ok' : 'waiting'}
        label={words}
      />
      <Text as="p" variant="body-small">
        {words}
      </Text>
    </>
  );
}

/** Those who wait for the same stand together, below what that is. */
function Laggards({ laggards }: { laggards: RootChangeLaggard[] }) {
  const reasons = [...new Set(laggards.map(({ why }) => why))];
  return (
    <ul className={layout.list}>
      {reasons.map(why => (
        <li key={why} className={layout.cell}>
          <Text as="p" variant="body-small" color="secondary">
            <Told text={why} />
          </Text>
          <ul className={styles.names}>
            {laggards
              .filter(one => one.why === why)
              .map(one => (
                <li key={`${one.kind} ${one.namespace}/${one.name}`}>
                  <Laggard laggard={one} />
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Laggard({
  laggard: { kind, namespace, name, workload },
}: {
  laggard: RootChangeLaggard;
}) {
  const { t } = useWords();
  return (
    <Text as="span" variant="body-small">
      {t(`certificates.change.laggard.${kind}`, {
        name: `${namespace}/${name}`,
      })}
      {workload && `: ${t('certificates.change.restart', { workload })}`}
    </Text>
  );
}
