import { Checkbox, Select, Text, TextField } from '@backstage/ui';
import { EgressChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { ExposureValue } from './types';
import styles from './form.module.css';

/** Lets callers outside the mesh reach a host under a name of ours. */
export function ExposureFields(props: {
  value?: ExposureValue;
  choices?: EgressChoices;
  isDisabled?: boolean;
  onChange: (value: ExposureValue | undefined) => void;
}) {
  const { value, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const ingresses = choices?.ingressGateways ?? [];
  const chosen = ingresses.findIndex(
    one =>
      one.namespace === value?.ingress?.namespace &&
      (one.kind === 'gateway-api'
        ? one.name === value.ingress.name
        : JSON.stringify(one.selector) ===
          JSON.stringify(value.ingress.selector)),
  );
  const set = (next: Partial<ExposureValue>) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...value, ...next }).filter(
          ([, one]) => one !== undefined && one !== '',
        ),
      ),
    );
  const takesListener = value?.ingress?.selector !== undefined;
  return (
    <fieldset className={styles.group}>
      <legend>{t('egressForm.exposure.title')}</legend>
      <Checkbox
        isDisabled={isDisabled}
        isSelected={value !== undefined}
        onChange={isSelected => onChange(isSelected ? {} : undefined)}
      >
        {t('egressForm.exposure.wanted')}
      </Checkbox>
      {value && (
        <>
          <TextField
            label={t('egressForm.exposure.host')}
            description={t('egressForm.exposure.hostHelp')}
            placeholder="partner.our-company.example"
            isRequired
            isDisabled={isDisabled}
            value={value.host ?? ''}
            onChange={host => set({ host: host.trim() })}
            maxLength={253}
          />
          {ingresses.length > 0 ? (
            <Select
              label={t('egressForm.exposure.ingress')}
              placeholder={t('egressForm.exposure.choose')}
              isRequired
              isDisabled={isDisabled}
              options={ingresses.map((one, index) => ({
                id: String(index),
                label: `${one.namespace}/${one.name}`,
                description: t(`egressForm.exposure.kind.${one.kind}`),
              }))}
              value={chosen < 0 ? null : String(chosen)}
              onChange={key => {
                const { namespace, name, kind, selector } =
                  ingresses[Number(key)];
                set({
                  ingress:
                    kind === 'gateway-api'
                      ? { namespace, name }
                      : { namespace, selector },
                });
              }}
            />
          ) : (
            <Text as="p" variant="body-small">
              {t('egressForm.exposure.noIngress')}
            </Text>
          )}
          {takesListener && (
            <>
              <TextField
                label={t('egressForm.exposure.credential')}
                description={t('egressForm.exposure.credentialHelp')}
                isRequired
                isDisabled={isDisabled}
                value={value.credentialName ?? ''}
                onChange={text => set({ credentialName: text.trim() })}
                maxLength={253}
              />
              <Checkbox
                isDisabled={isDisabled}
                isSelected={value.redirect !== false}
                onChange={redirect =>
                  set({ redirect: redirect ? undefined : false })
                }
              >
                {t('egressForm.exposure.redirect')}
              </Checkbox>
            </>
          )}
        </>
      )}
    </fieldset>
  );
}
