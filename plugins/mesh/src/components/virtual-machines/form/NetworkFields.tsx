import { Radio, RadioGroup, Select, Text, TextField } from '@backstage/ui';
import { MachineChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/form/form.module.css';
import type { JoiningPart } from './MeshVmJoining';

const ANOTHER = '*';

/** Whether machines and pods reach each other directly, and where istiod is reached. */
export function NetworkFields(props: JoiningPart) {
  const { joining, set, choices, isDisabled, offers } = props;
  const { t } = useWords();
  const { network } = joining;
  return (
    <>
      {offers('network') && (
        <RadioGroup
          label={t('vmForm.network.label')}
          isDisabled={isDisabled}
          value={network === undefined ? 'same' : 'other'}
          onChange={next =>
            set({
              network: next === 'same' ? undefined : firstOther(choices),
            })
          }
        >
          {(['same', 'other'] as const).map(one => (
            <Radio key={one} value={one}>
              <span className={styles.option}>
                <span>{t(`vmForm.network.${one}`)}</span>
                <span className={styles.optionText}>
                  {t(`vmForm.network.means.${one}`)}
                </span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
      )}
      {network !== undefined && <NetworkName {...props} network={network} />}
      {offers('istiodAddress') && <IstiodAddress {...props} />}
      {offers('revision') && <Revision {...props} />}
    </>
  );
}

/** A network that is there already is likelier than a new one. */
function firstOther(choices: MachineChoices | undefined): string {
  return choices?.networks.find(({ isOfPods }) => !isOfPods)?.name ?? '';
}

function NetworkName(props: JoiningPart & { network: string }) {
  const { network, set, choices, isDisabled } = props;
  const { t } = useWords();
  const networks = choices?.networks ?? [];
  const isKnown = networks.some(({ name }) => name === network);
  return (
    <>
      {networks.length > 0 && (
        <Select
          label={t('vmForm.network.name')}
          isDisabled={isDisabled}
          options={[
            ...networks.map(({ name, text }) => ({
              id: name,
              label: name,
              description: text,
            })),
            { id: ANOTHER, label: t('vmForm.network.another') },
          ]}
          value={isKnown ? network : ANOTHER}
          onChange={key => set({ network: key === ANOTHER ? '' : String(key) })}
        />
      )}
      {!isKnown && (
        <TextField
          label={t('vmForm.network.newName')}
          description={t('vmForm.network.newHelp')}
          placeholder="vm-net"
          isRequired
          isDisabled={isDisabled}
          value={network}
          onChange={name => set({ network: name.trim() })}
          maxLength={63}
        />
      )}
    </>
  );
}

function IstiodAddress({ joining, set, choices, isDisabled }: JoiningPart) {
  const { t } = useWords();
  const found = choices?.istiodAddresses ?? [];
  const [first] = found;
  return (
    <>
      <TextField
        label={t('vmForm.istiod.label')}
        description={
          first
            ? t('vmForm.istiod.found', {
                address: first.address,
                where: first.text,
              })
            : t('vmForm.istiod.help')
        }
        placeholder={first?.address ?? '192.0.2.10'}
        isDisabled={isDisabled}
        value={joining.istiodAddress ?? ''}
        onChange={address =>
          set({ istiodAddress: address.trim() || undefined })
        }
        maxLength={45}
      />
      {choices && found.length === 0 && !joining.istiodAddress && (
        <Text as="p" variant="body-small" role="status">
          {t('vmForm.istiod.none')}
        </Text>
      )}
    </>
  );
}

/** Which control plane serves the machines, where there are several. */
function Revision({ joining, set, choices, isDisabled }: JoiningPart) {
  const { t } = useWords();
  const { revision } = joining;
  const revisions = choices?.revisions ?? [];
  if (revisions.length < 2 && !revision) {
    return null;
  }
  const isKnown = revisions.some(({ name }) => name === revision);
  return (
    <Select
      label={t('vmForm.revision.label')}
      description={t('vmForm.revision.help')}
      isDisabled={isDisabled}
      options={[
        { id: ANOTHER, label: t('vmForm.revision.default') },
        ...revisions.map(({ name, text }) => ({
          id: name,
          label: name,
          description: text,
        })),
        // A name that was filled in before stays, though it is not offered.
        ...(revision && !isKnown ? [{ id: revision, label: revision }] : []),
      ]}
      value={revision ?? ANOTHER}
      onChange={key =>
        set({ revision: key === ANOTHER ? undefined : String(key) })
      }
    />
  );
}
