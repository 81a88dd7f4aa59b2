export interface Config {
  app?: {
    /** The demo; set by `npm run demo`. */
    demo?: {
      /** The people that a visitor can sign in as, without a password. Without them visitors are guests. */
      personas?: Array<{
        /** @visibility frontend */
        id: string;
        /** @visibility frontend */
        name: string;
        /**
         * What the person is, e.g. `Platform engineer`.
         *
         * @visibility frontend
         */
        title: string;
        /**
         * What the person does and may see, in a sentence.
         *
         * @visibility frontend
         */
        description: string;
        /** Entity ref of the user in the catalog. */
        user: string;
      }>;
    };
  };
}
