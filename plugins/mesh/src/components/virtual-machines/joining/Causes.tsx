import { Text } from '@backstage/ui';
import {
  MachineCause,
  MachineDrift,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { Told } from '../../parts/Told';
import styles from './joining.module.css';

/** Why nothing comes in, the likeliest first, each with what to do. */
export function Causes(props: {
  causes: MachineCause[];
  /** Whether machines are in already, so that it is about further ones. */
  isFurther: boolean;
}) {
  const { causes, isFurther } = props;
  const { t } = useWords();
  if (causes.length === 0) {
    return null;
  }
  return (
    <div className={styles.causes} data-mesh-causes>
      <Text as="p" variant="body-small" weight="bold">
        {t(isFurther ? 'joining.causesFurther' : 'joining.causes')}
      </Text>
      {causes.map(cause => (
        <StateBlock
          key={`${cause.code} ${cause.text}`}
          status={cause.code === 'NOT_KNOWN' ? 'unknown' : 'warning'}
          title={<Told text={cause.text} />}
        >
          <Text as="p" variant="body-small">
            <Told text={cause.mend} />
          </Text>
        </StateBlock>
      ))}
    </div>
  );
}

/** What machines were told that holds no more. */
export function Drift({ drift }: { drift: MachineDrift[] }) {
  const { t } = useWords();
  if (drift.length === 0) {
    return null;
  }
  return (
    <div className={styles.causes}>
      <Text as="p" variant="body-small" weight="bold">
        {t('joining.drift')}
      </Text>
      {drift.map(one => (
        <StateBlock
          key={one.code}
          status="warning"
          title={<Told text={one.text} />}
        >
          {one.lines && (
            <ul className={styles.lines}>
              {one.lines.map(line => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          <Text as="p" variant="body-small">
            {one.mend}
          </Text>
        </StateBlock>
      ))}
    </div>
  );
}
