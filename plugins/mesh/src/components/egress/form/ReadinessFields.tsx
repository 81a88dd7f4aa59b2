import { Alert, Checkbox, NumberField, Select } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from './formValues';
import type { OptionsPart } from './MeshEgressOptions';
import styles from './form.module.css';

/** Ties the pods' readiness to a host, with what that means when it is away. */
export function ReadinessFields(props: OptionsPart) {
  const { options, set, form, isDisabled } = props;
  const { t } = useWords();
  const { readiness } = options;
  const hosts = (form.upstreams ?? [])
    .map(({ host }) => host)
    .filter((host): host is string => Boolean(host));
  return (
    <>
      <Checkbox
        isDisabled={isDisabled}
        isSelected={readiness !== undefined}
        onChange={isOn => set({ readiness: isOn ? {} : undefined })}
      >
        {t('egressForm.options.readiness.wanted')}
      </Checkbox>
      <Alert
        status={readiness ? 'warning' : 'info'}
        icon
        title={t('egressForm.options.readiness.warning')}
      />
      {readiness && (
        <>
          {hosts.length > 1 && (
            <Select
              label={t('egressForm.options.readiness.host')}
              isDisabled={isDisabled}
              options={hosts.map(host => ({ id: host, label: host }))}
              value={readiness.host ?? hosts[0]}
              onChange={host =>
                set({ readiness: { ...readiness, host: String(host) } })
              }
            />
          )}
          <div className={styles.short}>
            <NumberField
              label={t('egressForm.options.readiness.timeout')}
              placeholder="5"
              minValue={1}
              maxValue={30}
              isDisabled={isDisabled}
              value={readiness.timeoutSeconds ?? NaN}
              onChange={seconds =>
                set({
                  readiness: withoutAbsent({
                    ...readiness,
                    timeoutSeconds: Number.isNaN(seconds) ? undefined : seconds,
                  }),
                })
              }
            />
          </div>
        </>
      )}
    </>
  );
}
