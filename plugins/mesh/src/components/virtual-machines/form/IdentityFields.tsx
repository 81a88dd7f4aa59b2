import { Radio, RadioGroup, Text, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/form/form.module.css';
import type { JoiningPart } from './MeshVmJoining';

const REGISTRATIONS = ['itself', 'named'] as const;
const IDENTITIES = ['group', 'machine'] as const;

/** Who the machines are in the mesh, and how they come onto its list. */
export function IdentityFields(props: JoiningPart) {
  const { joining, set, form, choices, isDisabled, offers } = props;
  const { t } = useWords();
  const isNamed = joining.autoRegister === false;
  const account = joining.serviceAccount ?? form.name;
  const isShared =
    account !== undefined && choices?.serviceAccounts.includes(account);
  return (
    <>
      <TextField
        label={t('vmForm.identity.account')}
        description={t('vmForm.identity.accountHelp')}
        placeholder={form.name}
        isDisabled={isDisabled}
        value={joining.serviceAccount ?? ''}
        onChange={name => set({ serviceAccount: name.trim() || undefined })}
        maxLength={253}
      />
      {isShared && (
        <Text as="p" variant="body-small" role="status">
          {t('vmForm.identity.shared', { account })}
        </Text>
      )}
      {offers('autoRegister') && (
        <RadioGroup
          label={t('vmForm.registration.label')}
          isDisabled={isDisabled}
          value={isNamed ? 'named' : 'itself'}
          onChange={next =>
            set(
              next === 'named'
                ? { autoRegister: false }
                : // A machine that registers itself has the group's identity.
                  { autoRegister: undefined, identity: undefined },
            )
          }
        >
          {REGISTRATIONS.map(one => (
            <Radio key={one} value={one}>
              <span className={styles.option}>
                <span>{t(`vmForm.registration.${one}`)}</span>
                <span className={styles.optionText}>
                  {t(`vmForm.registration.means.${one}`)}
                </span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
      )}
      {isNamed && (
        <RadioGroup
          label={t('vmForm.identity.label')}
          isDisabled={isDisabled}
          value={joining.identity ?? 'group'}
          onChange={next =>
            set({ identity: next === 'machine' ? 'machine' : undefined })
          }
        >
          {IDENTITIES.map(one => (
            <Radio key={one} value={one}>
              {t(`vmForm.identity.${one}`)}
            </Radio>
          ))}
        </RadioGroup>
      )}
    </>
  );
}
