/** Whoever carries a text message to a phone. */
export interface SmsGateway {
  readonly name: string;
  /**
   * @param to E.164
   * @throws SendFailure
   */
  send(to: string, text: string): Promise<{ gateway_message_id: string }>;
}

/** Injection token of the configured {@link SmsGateway}. */
export const SMS_GATEWAY = Symbol('SMS_GATEWAY');
