import { Button, Text } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { errorAt } from './nestedErrors';
import { MeshEgressUpstreamsProps } from './schemas';
import { UpstreamFields } from './UpstreamFields';
import { useChoices } from './useChoices';
import { UpstreamValue } from './types';
import styles from './form.module.css';

/** Most hosts of one gateway. */
const MOST = 50;

/** A form field for the hosts that a gateway leads to. */
export function MeshEgressUpstreams(props: MeshEgressUpstreamsProps) {
  const { onChange, disabled, errorSchema } = props;
  const { t } = useWords();
  const { value: choices } = useChoices(formDataOf(props).cluster);
  const given = (props.formData ?? []) as UpstreamValue[];
  const upstreams = given.length > 0 ? given : [{}];
  const replace = (index: number, value: UpstreamValue) =>
    onChange(upstreams.map((one, i) => (i === index ? value : one)));

  return (
    <FormPart>
      {upstreams.map((upstream, index) => {
        const title = t('egressForm.upstream.title', {
          number: String(index + 1),
        });
        return (
          // A host has no name yet while it is being typed.
          <section key={index} className={styles.card} aria-label={title}>
            {upstreams.length > 1 && (
              <div className={styles.cardHead}>
                <Text as="p" variant="body-medium" weight="bold">
                  {title}
                </Text>
                <Button
                  size="small"
                  variant="tertiary"
                  isDisabled={disabled}
                  onPress={() =>
                    onChange(upstreams.filter((_, i) => i !== index))
                  }
                >
                  {t('egressForm.upstream.remove', {
                    host: upstream.host ?? title,
                  })}
                </Button>
              </div>
            )}
            <UpstreamFields
              value={upstream}
              onChange={value => replace(index, value)}
              choices={choices}
              isDisabled={disabled}
              hostError={errorAt(errorSchema, [String(index), 'host'])}
            />
          </section>
        );
      })}
      <div>
        <Button
          variant="secondary"
          isDisabled={disabled || upstreams.length >= MOST}
          onPress={() => onChange([...upstreams, {}])}
        >
          {t('egressForm.upstream.add')}
        </Button>
      </div>
    </FormPart>
  );
}
