import { Checkbox, Select, Text } from '@backstage/ui';
import { EgressChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { StatusIcon } from '../../parts/StatusIcon';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { withoutAbsent } from './formValues';
import { PodFields } from './PodFields';
import { ReadinessFields } from './ReadinessFields';
import { MeshEgressOptionsProps } from './schemas';
import { EgressFormData, EgressOptions } from './types';
import { useChoices } from './useChoices';
import styles from './form.module.css';

const NONE = '*';

/** A form field for how a gateway runs; every part has a default and is folded away. */
export function MeshEgressOptions(props: MeshEgressOptionsProps) {
  const { onChange, disabled } = props;
  const { t } = useWords();
  const form = formDataOf(props);
  const { value: choices } = useChoices(form.cluster);
  const options = (props.formData ?? {}) as EgressOptions;
  const set = (next: Partial<EgressOptions>) =>
    onChange(withoutAbsent({ ...options, ...next }));
  const part = { options, set, choices, form, isDisabled: disabled };

  return (
    <FormPart>
      <Text as="p" variant="body-small" color="secondary">
        {t('egressForm.options.lead')}
      </Text>
      <Folded name="pods">
        <PodFields {...part} />
      </Folded>
      <Folded name="readiness">
        <ReadinessFields {...part} />
      </Folded>
      <Folded name="authorization">
        <Authorizer {...part} />
      </Folded>
      <Folded name="log">
        <AccessLog {...part} />
      </Folded>
      <Folded name="fences">
        <Fences {...part} />
      </Folded>
      {choices && choices.revisions.length > 1 && (
        <Folded name="revision">
          <Revision {...part} />
        </Folded>
      )}
    </FormPart>
  );
}

/** What a part of the options works with. */
export interface OptionsPart {
  options: EgressOptions;
  set: (next: Partial<EgressOptions>) => void;
  choices?: EgressChoices;
  form: EgressFormData;
  isDisabled?: boolean;
}

type Part =
  | 'pods'
  | 'readiness'
  | 'authorization'
  | 'log'
  | 'fences'
  | 'revision';

function Folded(props: { name: Part; children: React.ReactNode }) {
  const { t } = useWords();
  return (
    <details className={styles.more}>
      <summary>{t(`egressForm.options.${props.name}.title`)}</summary>
      <div className={styles.fields}>{props.children}</div>
    </details>
  );
}

function Authorizer({ options, set, choices, isDisabled }: OptionsPart) {
  const { t } = useWords();
  const providers = (choices?.extensionProviders ?? []).filter(
    ({ authorizes }) => authorizes,
  );
  const { provider } = options.authorization ?? {};
  if (providers.length === 0 && !provider) {
    return (
      <Text as="p" variant="body-small">
        {t('egressForm.options.authorization.none')}
      </Text>
    );
  }
  const names = new Set([
    ...providers.map(({ name }) => name),
    ...(provider ? [provider] : []),
  ]);
  return (
    <Select
      label={t('egressForm.options.authorization.label')}
      description={t('egressForm.options.authorization.help')}
      isDisabled={isDisabled}
      options={[
        { id: NONE, label: t('egressForm.options.authorization.nobody') },
        ...[...names].map(name => ({
          id: name,
          label: name,
          description: providers.find(one => one.name === name)?.kind,
        })),
      ]}
      value={provider ?? NONE}
      onChange={key =>
        set({
          authorization:
            key === NONE || key === null
              ? undefined
              : { provider: String(key) },
        })
      }
    />
  );
}

const LOGS = ['default', 'all', 'errors'] as const;

function AccessLog({ options, set, isDisabled }: OptionsPart) {
  const { t } = useWords();
  const { accessLog } = options;
  const chosen = (accessLog?.errorsOnly && 'errors') || 'all';
  return (
    <Select
      label={t('egressForm.options.log.label')}
      isDisabled={isDisabled}
      options={LOGS.map(one => ({
        id: one,
        label: t(`egressForm.options.log.${one}`),
      }))}
      value={accessLog ? chosen : 'default'}
      onChange={key => {
        const { errorsOnly: _, ...kept } = accessLog ?? {};
        set({
          accessLog:
            key === 'default'
              ? undefined
              : { ...kept, ...(key === 'errors' ? { errorsOnly: true } : {}) },
        });
      }}
    />
  );
}

function Fences({ options, set, form, isDisabled }: OptionsPart) {
  const { t } = useWords();
  return (
    <>
      <Fence
        label={t('egressForm.options.fences.network')}
        warning={t('egressForm.options.fences.networkMeans')}
        isOn={options.networkPolicy === true}
        isDisabled={isDisabled}
        onChange={isOn => set({ networkPolicy: isOn || undefined })}
      />
      <Fence
        label={t('egressForm.options.fences.strict', {
          namespace: form.namespace ?? '',
        })}
        warning={t('egressForm.options.fences.strictMeans')}
        isOn={options.strictMtls === true}
        isDisabled={isDisabled}
        onChange={isOn => set({ strictMtls: isOn || undefined })}
      />
    </>
  );
}

function Fence(props: {
  label: string;
  warning: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => void;
}) {
  const { label, warning, isOn, isDisabled, onChange } = props;
  return (
    <div>
      <Checkbox isSelected={isOn} isDisabled={isDisabled} onChange={onChange}>
        {label}
      </Checkbox>
      <Text as="p" variant="body-small" color="secondary">
        {isOn && <StatusIcon status="warning" />} {warning}
      </Text>
    </div>
  );
}

function Revision({ options, set, choices, isDisabled }: OptionsPart) {
  const { t } = useWords();
  return (
    <Select
      label={t('egressForm.options.revision.label')}
      isDisabled={isDisabled}
      options={[
        { id: NONE, label: t('egressForm.options.revision.default') },
        ...(choices?.revisions ?? []).map(({ revision, version }) => ({
          id: revision,
          label: revision,
          description: version,
        })),
      ]}
      value={options.revision ?? NONE}
      onChange={key =>
        set({
          revision: key === NONE || key === null ? undefined : String(key),
        })
      }
    />
  );
}
