import { Text } from '@backstage/ui';
import { MachineProgress } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { Moment } from '../../parts/Moment';
import { Section } from '../../requests/Section';
import { Told } from '../../parts/Told';

/** Machines that came back though they were taken out. */
export function AlarmSection(props: { progress?: MachineProgress }) {
  const { t } = useWords();
  const alarms = props.progress?.alarms ?? [];
  if (alarms.length === 0) {
    return null;
  }
  return (
    <Section title={t('joining.alarm.title')}>
      {alarms.map(alarm => (
        <div
          key={`${alarm.machine} ${alarm.connectedAt}`}
          role={alarm.isOn ? 'alert' : undefined}
        >
          <StateBlock
            status={alarm.isOn ? 'bad' : 'off'}
            title={<Told text={alarm.text} />}
          >
            <Text as="p" variant="body-small">
              {alarm.mend}
            </Text>
            <Text as="p" variant="body-small" color="secondary">
              {t(alarm.isOn ? 'joining.alarm.since' : 'joining.alarm.was', {
                when: <Moment time={Date.parse(alarm.connectedAt)} />,
              })}
            </Text>
          </StateBlock>
        </div>
      ))}
    </Section>
  );
}
