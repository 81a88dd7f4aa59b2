import { Select } from '@backstage/ui';
import {
  AuthorityChoice,
  CaKeyType,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import layout from '../../remote-clusters/remote.module.css';
import { CaIssuanceValue, lifeOptions } from './caForm';

/** Which key the intermediate has, and how long it lives, within the authority's bounds. */
export function KeyAndLife(props: {
  authority: AuthorityChoice;
  value: CaIssuanceValue;
  onChange: (more: CaIssuanceValue) => void;
}) {
  const { authority, value, onChange } = props;
  const { t } = useWords();
  const usual = authority.validity.default;
  const days = lifeOptions(authority);
  const own = value.validityDays;
  return (
    <div className={layout.choices}>
      <Select
        label={t('certificates.form.key')}
        description={t('certificates.form.keyHelp')}
        options={authority.keys.map(id => ({ id, label: id }))}
        value={value.keyType ?? authority.defaultKey}
        onChange={key => onChange({ keyType: key as CaKeyType })}
      />
      <Select
        label={t('certificates.form.days')}
        description={t('certificates.form.daysHelp')}
        options={(own && !days.includes(own) ? [...days, own] : days).map(
          number => ({
            id: String(number),
            label: t(
              number === usual
                ? 'certificates.form.daysDefault'
                : 'certificates.form.daysOne',
              { number: String(number) },
            ),
          }),
        )}
        value={String(own ?? usual)}
        onChange={key => onChange({ validityDays: Number(key) })}
      />
    </div>
  );
}
