import { Checkbox, Radio, RadioGroup, Text } from '@backstage/ui';
import { CertificateAuthorityChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import layout from '../../remote-clusters/remote.module.css';
import { CaFormKind, CaIssuanceValue, waysOf } from './caForm';

const WORD = {
  'certificate-authority-issue': 'issue',
  'certificate-authority-root-change': 'rootChange',
} as const;

/** How it is written: at once, or step by step where proxies do not trust the new root yet. */
export function WayChoice(props: {
  choices: CertificateAuthorityChoices;
  value: CaIssuanceValue;
  onChange: (more: CaIssuanceValue) => void;
}) {
  const { choices, value, onChange } = props;
  const { t } = useWords();
  const ways = waysOf(choices, value);
  const cluster = choices.clusters.find(({ name }) => name === value.cluster);
  const chosen = ways.find(({ kind }) => kind === value.kind);
  return (
    <div className={layout.column}>
      <RadioGroup
        label={t('certificates.form.way')}
        description={t('certificates.form.wayHelp')}
        value={value.kind ?? null}
        onChange={kind =>
          onChange({ kind: kind as CaFormKind, acceptOutage: undefined })
        }
      >
        {ways.map(({ kind }) => (
          <Radio key={kind} value={kind}>
            {t(`certificates.form.kind.${WORD[kind]}`)}
          </Radio>
        ))}
      </RadioGroup>
      {chosen && (
        <Text as="p" variant="body-small">
          {chosen.text}
        </Text>
      )}
      {chosen?.outage && (
        <Checkbox
          isSelected={value.acceptOutage ?? false}
          onChange={acceptOutage => onChange({ acceptOutage })}
        >
          {t(
            cluster?.machines === 0
              ? 'certificates.form.outage'
              : 'certificates.form.outageMachines',
          )}
        </Checkbox>
      )}
    </div>
  );
}
