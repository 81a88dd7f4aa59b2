import { Alert, Button, Text } from '@backstage/ui';
import { Mark } from '../nav/Mark';
import { Persona } from './personas';
import styles from './PersonaChoice.module.css';

/** The people that a visitor can be, each with what they do and see. */
export function PersonaChoice(props: {
  personas: Persona[];
  /** Why the last sign-in failed. */
  error?: Error;
  onChoose: (persona: Persona) => void;
}) {
  const { personas, error, onChoose } = props;
  return (
    <main className={styles.page}>
      <div className={styles.content}>
        <div className={styles.head}>
          <span className={styles.mark}>
            <Mark size={40} />
          </span>
          <Text as="h1" variant="title-medium" weight="bold">
            Who do you want to be?
          </Text>
          <Text as="p" variant="body-large">
            This is a demonstration on this machine. Nobody needs a password,
            and you can change who you are in the settings, by signing out.
          </Text>
        </div>
        {error && (
          <Alert
            status="danger"
            icon
            title="The sign-in failed."
            description={`${error.message} Check that the backend runs, then choose again.`}
          />
        )}
        <ul className={styles.personas}>
          {personas.map(persona => (
            <li key={persona.id} className={styles.persona}>
              <div>
                <Text as="h2" variant="title-x-small" weight="bold">
                  {persona.name}
                </Text>
                <Text as="p" variant="body-medium" weight="bold">
                  {persona.title}
                </Text>
                <Text as="p" variant="body-medium">
                  {persona.description}
                </Text>
              </div>
              <Button
                variant="primary"
                size="medium"
                onPress={() => onChoose(persona)}
              >
                {`Be ${persona.name}`}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}
