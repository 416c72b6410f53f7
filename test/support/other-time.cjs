// Loaded before an app: moves its clock by RAY_TLS_TEST_DAYS days, and makes its random numbers predictable and different.
const days = Number(process.env.RAY_TLS_TEST_DAYS);
const RealDate = Date;
const now = () => RealDate.now() + days * 86_400_000;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};
Math.random = () => (days % 97) / 97;
