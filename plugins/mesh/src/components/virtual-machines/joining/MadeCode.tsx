import { Button, Text } from '@backstage/ui';
import {
  EnrolmentCode,
  MadeEnrolmentCode,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { CopyButton } from '../../parts/CopyButton';
import { Moment } from '../../parts/Moment';
import parts from '../../parts/parts.module.css';
import { saveFile } from '../../parts/saveFile';
import styles from './joining.module.css';

const FORMS = ['cloud-init', 'ansible'] as const;
const FILE_NAMES = {
  'cloud-init': 'cloud-init.yaml',
  ansible: 'join-the-mesh.yaml',
} as const;

/** A code that was just made: what to run, what to type, and how long it lives. It is shown this once. */
export function MadeCode(props: {
  made: MadeEnrolmentCode;
  /** As the backend knows it by now. */
  known?: EnrolmentCode;
  onClose: () => void;
}) {
  const { made, known, onClose } = props;
  const { t, clock, now } = useWords();
  const until = Date.parse(made.expiresAt);
  const hasEnded = (known && known.state !== 'open') || until <= now;
  if (hasEnded) {
    const [redeemed] = known?.redemptions.slice(-1) ?? [];
    const state =
      known && known.state !== 'open' ? known.state : ('expired' as const);
    return (
      <StateBlock
        status={state === 'used' ? 'ok' : 'off'}
        title={
          state === 'used' && redeemed
            ? t('joining.code.usedBy', {
                hostname: redeemed.hostname,
                address: redeemed.address,
              })
            : t(`joining.code.ended.${state}`)
        }
      >
        <Button size="small" variant="tertiary" onPress={onClose}>
          {t('joining.code.close')}
        </Button>
      </StateBlock>
    );
  }
  const forms = FORMS.flatMap(form => {
    const text = made.forms?.[form];
    return text === undefined ? [] : [{ form, text }];
  });
  return (
    <div className={styles.made} data-mesh-made-code>
      {forms.length === 0 && (
        <>
          <Text as="p" variant="body-small" weight="bold">
            {t('joining.code.runLine')}
          </Text>
          <pre className={parts.code}>{made.line}</pre>
          <div>
            <CopyButton text={made.line} />
          </div>
          <Text as="p" variant="body-small" weight="bold">
            {t('joining.code.typeCode')}
          </Text>
          <pre className={`${parts.code} ${styles.code}`}>{made.code}</pre>
          <div>
            <CopyButton text={made.code} />
          </div>
        </>
      )}
      {forms.map(({ form, text }) => (
        <div key={form} className={styles.causes}>
          <Text as="p" variant="body-small" weight="bold">
            {t(`joining.code.useForm.${form}`)}
          </Text>
          <pre className={`${parts.code} ${styles.form}`}>{text}</pre>
          <div className={styles.buttons}>
            <CopyButton text={text} />
            <Button
              size="small"
              variant="secondary"
              onPress={() =>
                saveFile(
                  FILE_NAMES[form],
                  new Blob([text], { type: 'text/yaml' }),
                )
              }
            >
              {t('joining.code.saveForm')}
            </Button>
          </div>
          {form === 'ansible' && (
            <>
              <Text as="p" variant="body-small" weight="bold">
                {t('joining.code.askedFor')}
              </Text>
              <pre className={`${parts.code} ${styles.code}`}>{made.code}</pre>
              <div>
                <CopyButton text={made.code} />
              </div>
            </>
          )}
        </div>
      ))}
      <Text as="p" variant="body-small" role="status">
        {t('joining.code.lives', {
          when: <Moment time={until}>{clock(until)}</Moment>,
        })}
      </Text>
    </div>
  );
}
