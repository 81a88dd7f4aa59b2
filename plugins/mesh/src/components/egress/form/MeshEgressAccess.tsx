import { useEffect } from 'react';
import { Alert, Radio, RadioGroup, Select, Text } from '@backstage/ui';
import { EgressChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { CallerRows } from './CallerRows';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { ListField } from './ListField';
import { MeshEgressAccessProps } from './schemas';
import { EgressAccess } from './types';
import { UnreadChoices } from './UnreadChoices';
import { useChoices } from './useChoices';
import styles from './form.module.css';

const MODES = ['named', 'namespaces'] as const;

/** A form field for who may use a gateway: named callers, or whole namespaces. */
export function MeshEgressAccess(props: MeshEgressAccessProps) {
  const { onChange, disabled } = props;
  const { t } = useWords();
  const { cluster, namespace } = formDataOf(props);
  const read = useChoices(cluster);
  const access = (props.formData ?? {}) as EgressAccess;
  const { callers, clientNamespaces } = access;
  const mode = clientNamespaces && !callers ? 'namespaces' : 'named';

  // The safe choice, until another is made. A form may have put empty lists here.
  const isUnset =
    !callers?.length && (callers !== undefined || !clientNamespaces);
  useEffect(() => {
    if (isUnset && namespace) {
      onChange({ callers: [{ namespace }] });
    }
  }, [isUnset, namespace, onChange]);

  return (
    <FormPart>
      <RadioGroup
        label={t('egressForm.access.label')}
        isDisabled={disabled}
        value={mode}
        onChange={next =>
          onChange(
            next === 'named'
              ? { callers: [{ namespace: namespace ?? '' }] }
              : { clientNamespaces: [] },
          )
        }
      >
        {MODES.map(one => (
          <Radio key={one} value={one}>
            <span className={styles.option}>
              <span>{t(`egressForm.access.mode.${one}`)}</span>
              <span className={styles.optionText}>
                {t(`egressForm.access.means.${one}`)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {read.error && !read.value && <UnreadChoices read={read} what="" />}
      {mode === 'named' ? (
        <CallerRows
          callers={callers ?? []}
          choices={read.value}
          isDisabled={disabled}
          onChange={next => onChange({ callers: next })}
        />
      ) : (
        <Namespaces
          own={namespace}
          value={clientNamespaces ?? []}
          choices={read.value}
          isDisabled={disabled}
          onChange={next => onChange({ clientNamespaces: next })}
        />
      )}
      <Alert
        status="info"
        icon
        title={t('egressForm.access.listener')}
        description={t('egressForm.access.listenerWhy')}
      />
    </FormPart>
  );
}

function Namespaces(props: {
  own?: string;
  value: string[];
  choices?: EgressChoices;
  isDisabled?: boolean;
  onChange: (value: string[]) => void;
}) {
  const { own, value, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const names = new Set(
    [...(choices?.namespaces ?? []).map(({ name }) => name), ...value].filter(
      name => name !== own,
    ),
  );
  const label = t('egressForm.access.further');
  const description = t('egressForm.access.furtherHelp');
  if (!choices) {
    return (
      <ListField
        label={label}
        description={description}
        isDisabled={isDisabled}
        value={value}
        onChange={next => onChange(next ?? [])}
      />
    );
  }
  return (
    <>
      <Select
        label={label}
        description={description}
        placeholder={t('egressForm.access.none')}
        selectionMode="multiple"
        searchable
        isDisabled={isDisabled}
        options={[...names].map(name => ({ id: name, label: name }))}
        value={value}
        onChange={next => onChange((next as string[]) ?? [])}
      />
      {value.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('egressForm.access.rights')}
        </Text>
      )}
    </>
  );
}
