import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { MachineShift } from '@meshport/backstage-plugin-mesh-common';
import { requestRouteRef } from '../../../routes';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { Section } from '../../requests/Section';
import { AskButton } from './AskButton';
import styles from './joining.module.css';

/** How calls are shared between machines and pods, and the next step of shifting them. */
export function ShiftSection({ shift }: { shift: MachineShift }) {
  const { percent, stations, next, back, refused, requestId, mayNot } = shift;
  const { t } = useWords();
  const route = useRouteRef(requestRouteRef);
  return (
    <Section title={t('joining.shift.title')}>
      <StateBlock
        status="ok"
        title={
          percent === undefined
            ? t('joining.shift.notShared')
            : t('joining.shift.now', {
                machines: String(percent),
                pods: String(100 - percent),
              })
        }
      >
        {refused && (
          <Text as="p" variant="body-small">
            {refused}
          </Text>
        )}
        {mayNot && (
          <Text as="p" variant="body-small" color="secondary">
            {mayNot}
          </Text>
        )}
      </StateBlock>
      <ol className={styles.stations} aria-label={t('joining.shift.stations')}>
        {stations.map(station => (
          <li
            key={station}
            aria-current={station === percent ? 'step' : undefined}
            className={station === percent ? styles.here : undefined}
          >
            {station} %
          </li>
        ))}
      </ol>
      {requestId && route && (
        <Link href={route({ id: requestId })} variant="body-small">
          {t('joining.shift.underWay')} →
        </Link>
      )}
      <div className={styles.buttons}>
        {next && !refused && (
          <AskButton
            request={next.request}
            opener={t('joining.shift.step', { percent: String(next.percent) })}
            title={t('joining.shift.askTitle', {
              percent: String(next.percent),
            })}
            warning={t('joining.shift.askWarning')}
            action={t('joining.shift.askAction')}
          />
        )}
        {back && (
          <AskButton
            request={back.request}
            opener={t('joining.shift.back', { percent: String(back.percent) })}
            title={t('joining.shift.askTitle', {
              percent: String(back.percent),
            })}
            warning={t('joining.shift.askWarning')}
            action={t('joining.shift.askAction')}
          />
        )}
      </div>
    </Section>
  );
}
