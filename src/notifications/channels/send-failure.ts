/** Why a message could not be handed over. `message` is kept and shown, so it never holds a person's data. */
export class SendFailure extends Error {
  constructor(
    message: string,
    /** Trying again is of no use: the address is wrong, the content is refused. */
    readonly permanent: boolean,
  ) {
    super(message);
    this.name = 'SendFailure';
  }
}
