import { Checkbox, Radio, RadioGroup, Text, TextField } from '@backstage/ui';
import { EnrolmentCodes } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { NumberInput } from '../form/NumberInput';
import form from '../../egress/form/form.module.css';
import { AddressKind, CodeChoices } from './codeChoices';
import styles from './joining.module.css';

const FORMS = ['line', 'cloud-init', 'ansible'] as const;
const ADDRESSES: AddressKind[] = ['own', 'internal', 'external'];

/** What may be said of a code or a bundle; only the machine has to be, where it does not register itself. */
export function CodeOptions(props: {
  codes: EnrolmentCodes;
  choices: CodeChoices;
  onChange: (choices: CodeChoices) => void;
}) {
  const { codes, choices, onChange } = props;
  const { t } = useWords();
  const set = (next: CodeChoices) => onChange({ ...choices, ...next });
  return (
    <>
      {codes.machineNeeded && (
        <div className={form.row}>
          <TextField
            label={t('joining.options.machineName')}
            description={t('joining.options.machineNameHelp')}
            isRequired
            value={choices.machineName ?? ''}
            onChange={name => set({ machineName: name.trim() })}
            maxLength={253}
          />
          <TextField
            label={t('joining.options.machineAddress')}
            isRequired
            value={choices.machineAddress ?? ''}
            onChange={address => set({ machineAddress: address.trim() })}
            maxLength={45}
          />
        </div>
      )}
      <details className={form.more}>
        <summary>{t('joining.options.title')}</summary>
        <div className={styles.options}>
          <FormChoice codes={codes} choices={choices} set={set} />
          <div className={form.row}>
            <Lifetime codes={codes} choices={choices} set={set} />
            <TextField
              label={t('joining.options.cidr')}
              description={t('joining.options.cidrHelp')}
              placeholder="10.0.4.0/24"
              value={choices.cidr ?? ''}
              onChange={cidr => set({ cidr: cidr.trim() || undefined })}
              maxLength={49}
            />
          </div>
          <RadioGroup
            label={t('joining.options.address')}
            value={choices.addressKind ?? 'own'}
            onChange={kind =>
              set({ addressKind: kind as AddressKind, address: undefined })
            }
          >
            {ADDRESSES.map(kind => (
              <Radio key={kind} value={kind}>
                {t(`joining.options.addresses.${kind}`)}
              </Radio>
            ))}
          </RadioGroup>
          {choices.addressKind && choices.addressKind !== 'own' && (
            <TextField
              label={t('joining.options.machineAddress')}
              isRequired
              value={choices.address ?? ''}
              onChange={address => set({ address: address.trim() })}
              maxLength={45}
            />
          )}
          <div>
            <Checkbox
              isSelected={choices.keepsDns ?? false}
              onChange={keepsDns => set({ keepsDns })}
            >
              {t('joining.options.keepsDns')}
            </Checkbox>
            <Text as="p" variant="body-small" color="secondary">
              {t('joining.options.keepsDnsMeans')}
            </Text>
          </div>
        </div>
      </details>
    </>
  );
}

interface PartProps {
  codes: EnrolmentCodes;
  choices: CodeChoices;
  set: (next: CodeChoices) => void;
}

function FormChoice({ codes, choices, set }: PartProps) {
  const { t } = useWords();
  if (!codes.standing) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('joining.options.noStanding')}
      </Text>
    );
  }
  return (
    <RadioGroup
      label={t('joining.options.form')}
      value={choices.form ?? 'line'}
      onChange={next =>
        set({
          form: next as CodeChoices['form'],
          minutes: undefined,
          uses: undefined,
        })
      }
    >
      {FORMS.map(one => (
        <Radio key={one} value={one}>
          {t(`joining.options.forms.${one}`)}
        </Radio>
      ))}
    </RadioGroup>
  );
}

function Lifetime({ codes, choices, set }: PartProps) {
  const { t } = useWords();
  const { minutes, standing } = codes;
  const isStanding = standing && choices.form && choices.form !== 'line';
  const most = isStanding ? standing.minutes : minutes.most;
  return (
    <>
      <NumberInput
        label={t('joining.options.minutes')}
        description={t('joining.options.minutesHelp', { most: String(most) })}
        placeholder={String(minutes.default)}
        least={1}
        most={most}
        value={choices.minutes}
        onChange={next => set({ minutes: next })}
      />
      {isStanding && (
        <NumberInput
          label={t('joining.options.uses')}
          description={t('joining.options.usesHelp', {
            most: String(standing.uses),
          })}
          placeholder="1"
          least={1}
          most={standing.uses}
          value={choices.uses}
          onChange={uses => set({ uses })}
        />
      )}
    </>
  );
}
