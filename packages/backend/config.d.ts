export interface Config {
  /** The demo; set by `npm run demo`. */
  demo?: {
    /** Whether the personas and their permission policy replace guest and allow-all. */
    enabled?: boolean;
    /** Whether the frontend is left out. */
    headless?: boolean;
  };
  auth?: {
    providers?: {
      /** Sign-in as a persona, without a password; never for a portal that others reach. */
      demo?: {
        /** Host names, without port, that the portal may be called by; default: the names of the own machine. */
        hosts?: string[];
        /** Whether callers from other machines may sign in; default false. */
        allowRemote?: boolean;
      };
    };
  };
}
