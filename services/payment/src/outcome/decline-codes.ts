const sentences = {
  insufficient_funds: 'The customer’s account does not hold enough for this amount.',
  card_declined: 'The customer’s bank refused the card and gave no reason.',
  card_expired: 'The customer’s card has expired.',
  limit_exceeded: 'The amount is above what the customer’s card allows.',
  suspected_fraud: 'The customer’s bank took the charge for fraud.',
} as const;

/** Why a charge can be refused. */
export type DeclineCode = keyof typeof sentences;

export const declineCodes = Object.keys(sentences) as DeclineCode[];

/** A decline code as a sentence. The ledger outlives this list: an unknown code gets a sentence as well. */
export const declineSentence = (code: string): string => sentences[code as DeclineCode] ?? 'The charge was refused.';
