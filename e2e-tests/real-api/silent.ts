/** A logger that says nothing; what goes wrong is in the states. */
export const silent: any = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silent,
};
