import { Button, Select, TextField } from '@backstage/ui';
import { EgressChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { ListField } from './ListField';
import { EgressAccess } from './types';
import styles from './form.module.css';

type Caller = NonNullable<EgressAccess['callers']>[0];

/** Who may call, a line for each namespace; they can be typed where they cannot be read. */
export function CallerRows(props: {
  callers: Caller[];
  choices?: EgressChoices;
  isDisabled?: boolean;
  onChange: (callers: Caller[]) => void;
}) {
  const { callers, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const replace = (index: number, next: Caller) =>
    onChange(callers.map((one, i) => (i === index ? next : one)));
  return (
    <div className={styles.fields}>
      {callers.map((caller, index) => (
        <div key={index} className={styles.caller}>
          <NamespaceOf
            caller={caller}
            choices={choices}
            isDisabled={isDisabled}
            onChange={namespace => replace(index, { namespace })}
          />
          <AccountsOf
            caller={caller}
            choices={choices}
            isDisabled={isDisabled}
            onChange={accounts =>
              replace(index, {
                namespace: caller.namespace,
                ...(accounts.length > 0 ? { serviceAccounts: accounts } : {}),
              })
            }
          />
          {callers.length > 1 && (
            <Button
              size="small"
              variant="tertiary"
              isDisabled={isDisabled}
              onPress={() => onChange(callers.filter((_, i) => i !== index))}
            >
              {t('egressForm.access.remove', { namespace: caller.namespace })}
            </Button>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="secondary"
          isDisabled={isDisabled}
          onPress={() => onChange([...callers, { namespace: '' }])}
        >
          {t('egressForm.access.add')}
        </Button>
      </div>
    </div>
  );
}

interface PartProps<T> {
  caller: Caller;
  choices?: EgressChoices;
  isDisabled?: boolean;
  onChange: (value: T) => void;
}

function NamespaceOf(props: PartProps<string>) {
  const { caller, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const label = t('egressForm.access.namespace');
  if (!choices) {
    return (
      <TextField
        label={label}
        isDisabled={isDisabled}
        value={caller.namespace}
        onChange={name => onChange(name.trim())}
      />
    );
  }
  const names = new Set([
    ...choices.namespaces.map(({ name }) => name),
    ...(caller.namespace ? [caller.namespace] : []),
  ]);
  return (
    <Select
      label={label}
      placeholder={t('egressForm.namespace.choose')}
      searchable
      isDisabled={isDisabled}
      options={[...names].map(name => ({ id: name, label: name }))}
      value={caller.namespace || null}
      onChange={key => onChange(key === null ? '' : String(key))}
    />
  );
}

function AccountsOf(props: PartProps<string[]>) {
  const { caller, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const accounts = caller.serviceAccounts ?? [];
  const label = t('egressForm.access.accounts');
  const known = (choices?.serviceAccounts ?? []).filter(
    ({ namespace }) => namespace === caller.namespace,
  );
  if (known.length === 0) {
    return (
      <ListField
        label={label}
        description={t('egressForm.access.accountsTyped')}
        isDisabled={isDisabled}
        value={accounts}
        onChange={next => onChange(next ?? [])}
      />
    );
  }
  const others = accounts.filter(
    account => !known.some(({ name }) => name === account),
  );
  return (
    <Select
      label={label}
      placeholder={t('egressForm.access.allAccounts')}
      selectionMode="multiple"
      searchable
      isDisabled={isDisabled}
      options={[
        ...known.map(({ name, workloads }) => ({
          id: name,
          label: name,
          description: workloads.join(', ') || undefined,
        })),
        ...others.map(name => ({ id: name, label: name })),
      ]}
      value={accounts}
      onChange={next => onChange((next as string[]) ?? [])}
    />
  );
}
