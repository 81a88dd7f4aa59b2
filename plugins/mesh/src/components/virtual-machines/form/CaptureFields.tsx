import {
  Button,
  Checkbox,
  Radio,
  RadioGroup,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import { ListField } from '../../egress/form/ListField';
import styles from '../../egress/form/form.module.css';
import type { JoiningPart } from './MeshVmJoining';
import { NumberInput } from './NumberInput';
import { portsOf, textsOf } from './portLists';
import { DependencyValue, VM_PROTOCOLS, VmProtocol } from './types';

const WAYS = ['iptables', 'listeners'] as const;

/** How calls of the application come into the proxy, and which do not. */
export function CaptureFields(props: JoiningPart) {
  const { joining, set, isDisabled, offers } = props;
  const { t } = useWords();
  const { withoutCapture } = joining;
  if (!offers('excludedPorts')) {
    return <Dependencies {...props} />;
  }
  return (
    <>
      <RadioGroup
        label={t('vmForm.capture.label')}
        isDisabled={isDisabled}
        value={withoutCapture ? 'listeners' : 'iptables'}
        onChange={way =>
          set(
            way === 'listeners'
              ? {
                  withoutCapture: { dependencies: [{}] },
                  excludedPorts: undefined,
                }
              : { withoutCapture: undefined },
          )
        }
      >
        {WAYS.map(way => (
          <Radio key={way} value={way}>
            <span className={styles.option}>
              <span>{t(`vmForm.capture.${way}`)}</span>
              <span className={styles.optionText}>
                {t(`vmForm.capture.means.${way}`)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {withoutCapture ? (
        <Dependencies {...props} />
      ) : (
        <ExcludedPorts {...props} />
      )}
    </>
  );
}

function ExcludedPorts({ joining, set, isDisabled }: JoiningPart) {
  const { t } = useWords();
  const { excludedPorts = {} } = joining;
  const change = (next: typeof excludedPorts) => {
    const ports = withoutAbsent({ ...excludedPorts, ...next });
    set({ excludedPorts: Object.keys(ports).length > 0 ? ports : undefined });
  };
  return (
    <>
      {(['outbound', 'inbound'] as const).map(side => (
        <ListField
          key={side}
          label={t(`vmForm.excluded.${side}`)}
          description={t(`vmForm.excluded.means.${side}`)}
          placeholder={side === 'outbound' ? '5432, 6379' : '9100'}
          isDisabled={isDisabled}
          value={textsOf(excludedPorts[side])}
          onChange={ports => change({ [side]: portsOf(ports) })}
        />
      ))}
    </>
  );
}

function Dependencies({ joining, set, isDisabled, offers }: JoiningPart) {
  const { t } = useWords();
  const { dependencies, httpProxy } = joining.withoutCapture ?? {
    dependencies: [],
  };
  // Without iptables to fall back on, an application may call nobody.
  const least = offers('excludedPorts') ? 1 : 0;
  const change = (next: Partial<typeof joining.withoutCapture>) =>
    set({
      withoutCapture: withoutAbsent({ dependencies, httpProxy, ...next }),
    });
  const replace = (index: number, next: DependencyValue) =>
    change({
      dependencies: dependencies.map((one, i) =>
        i === index ? withoutAbsent(next) : one,
      ),
    });
  return (
    <>
      <Text as="p" variant="body-small">
        {t('vmForm.dependency.lead')}
      </Text>
      {dependencies.map((one, index) => (
        <div key={index} className={styles.card}>
          <div className={styles.row}>
            <TextField
              label={t('vmForm.dependency.host')}
              placeholder="details.bookinfo.svc.cluster.local"
              isRequired
              isDisabled={isDisabled}
              value={one.host ?? ''}
              onChange={host => replace(index, { ...one, host: host.trim() })}
              maxLength={253}
            />
            <NumberInput
              label={t('vmForm.dependency.port')}
              isRequired
              isDisabled={isDisabled}
              least={1}
              most={65535}
              value={one.port}
              onChange={port => replace(index, { ...one, port })}
            />
            <Select
              label={t('vmForm.ports.protocol')}
              isDisabled={isDisabled}
              options={VM_PROTOCOLS.map(protocol => ({
                id: protocol,
                label: t(`vmForm.protocol.${protocol}`),
              }))}
              value={one.protocol ?? 'HTTP'}
              onChange={protocol =>
                replace(index, { ...one, protocol: protocol as VmProtocol })
              }
            />
          </div>
          {dependencies.length > least && (
            <div>
              <Button
                size="small"
                variant="tertiary"
                isDisabled={isDisabled}
                onPress={() =>
                  change({
                    dependencies: dependencies.filter((_, i) => i !== index),
                  })
                }
              >
                {t('vmForm.dependency.remove', {
                  host: one.host ?? String(index + 1),
                })}
              </Button>
            </div>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="secondary"
          isDisabled={isDisabled || dependencies.length >= 64}
          onPress={() => change({ dependencies: [...dependencies, {}] })}
        >
          {t('vmForm.dependency.add')}
        </Button>
      </div>
      <div>
        <Checkbox
          isDisabled={isDisabled}
          isSelected={httpProxy !== undefined}
          onChange={isOn => change({ httpProxy: isOn ? {} : undefined })}
        >
          {t('vmForm.dependency.httpProxy')}
        </Checkbox>
        <Text as="p" variant="body-small" color="secondary">
          {t('vmForm.dependency.httpProxyMeans')}
        </Text>
      </div>
    </>
  );
}
