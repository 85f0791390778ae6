/** What messages about appointments are about, as people choose among them. */
export const KINDS = ['bookings', 'changes', 'cancellations', 'reminders'] as const;
export type Kind = (typeof KINDS)[number];

/** The channels that a person lets us write to them by. */
export interface ChannelChoice {
  email: boolean;
  sms: boolean;
}

/** A channel that is off is off for everything; one that is on, for the kinds that it is on for. */
export interface NotificationPreferences extends ChannelChoice {
  kinds: Record<Kind, ChannelChoice>;
}

export interface ProviderPreferences extends NotificationPreferences {
  /** One email a day instead of a message for each visit. */
  daily_digest: boolean;
}

/** As they are kept, and as a change names them: nobody has opted out of anything who has not said so. */
export interface SomePreferences extends Partial<ChannelChoice> {
  kinds?: Partial<Record<Kind, Partial<ChannelChoice>>>;
  daily_digest?: boolean;
}

/** What is kept after a change that names only some of it. */
export function changePreferences(current: SomePreferences, change: SomePreferences = {}): SomePreferences {
  const named = Object.entries(change.kinds ?? {}) as [Kind, Partial<ChannelChoice> | undefined][];
  const kinds = { ...current.kinds };
  for (const [kind, choice] of named) if (choice) kinds[kind] = mergedChoice(kinds[kind], choice);
  const merged: SomePreferences = { ...mergedChoice(current, change) };
  if (Object.keys(kinds).length > 0) merged.kinds = kinds;
  const daily_digest = change.daily_digest ?? current.daily_digest;
  return daily_digest === undefined ? merged : { ...merged, daily_digest };
}

/** All of it, as people see it. */
export function fullPreferences(kept: SomePreferences): NotificationPreferences {
  const kindsOf = KINDS.map((kind) => [kind, fullChoice(kept.kinds?.[kind])]);
  return { ...fullChoice(kept), kinds: Object.fromEntries(kindsOf) as Record<Kind, ChannelChoice> };
}

export function fullProviderPreferences(kept: SomePreferences): ProviderPreferences {
  return { ...fullPreferences(kept), daily_digest: kept.daily_digest ?? false };
}

/** Whether somebody lets us write to them through a channel about this; null: about nothing that they choose. */
export function isWanted(kept: SomePreferences, channel: keyof ChannelChoice, kind: Kind | null): boolean {
  return kept[channel] !== false && (kind === null || kept.kinds?.[kind]?.[channel] !== false);
}

function fullChoice(choice: Partial<ChannelChoice> = {}): ChannelChoice {
  return { email: choice.email ?? true, sms: choice.sms ?? true };
}

function mergedChoice(
  current: Partial<ChannelChoice> | undefined,
  change: Partial<ChannelChoice>,
): ChannelChoice {
  return { email: change.email ?? current?.email ?? true, sms: change.sms ?? current?.sms ?? true };
}
