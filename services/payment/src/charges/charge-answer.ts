import { currencies, fromMinorUnits } from '@tinjis/chassis/money';
import Joi from 'joi';
import { declineCodes, declineSentence } from '../outcome/decline-codes.ts';
import { instantText, type Charge } from './charge.ts';
import { chargeIdPattern, showChargeId } from './charge-id.ts';

/** A charge as callers see it. */
export interface ChargeAnswer {
  readonly id: string;
  readonly result: boolean;
  readonly amount: { readonly value: number; readonly minorUnits: number; readonly currency: string };
  readonly customerId: string;
  readonly invoiceId?: string;
  readonly declineCode?: string;
  readonly message?: string;
  readonly createdAt: string;
}

/** A charge in the form of `chargeAnswerSchema`. */
export function chargeAnswer({
  id,
  amount,
  currency,
  customer,
  invoice,
  declineCode,
  createdAt,
}: Charge): ChargeAnswer {
  return {
    id: showChargeId(id),
    result: declineCode === null,
    amount: { value: fromMinorUnits(amount), minorUnits: Number(amount), currency },
    customerId: customer,
    ...(invoice === null ? {} : { invoiceId: invoice }),
    ...(declineCode === null ? {} : { declineCode, message: declineSentence(declineCode) }),
    createdAt: instantText(createdAt),
  };
}

export const chargeAnswerSchema = Joi.object({
  id: Joi.string().pattern(chargeIdPattern).required(),
  result: Joi.boolean().required().description('Whether the amount was paid. A refusal is an answer, not an error.'),
  amount: Joi.object({
    value: Joi.number().required().description('Major units.'),
    minorUnits: Joi.number().integer().required().description('The same in minor units: cents, øre.'),
    currency: Joi.string()
      .valid(...currencies)
      .required(),
  }).required(),
  customerId: Joi.string().required(),
  invoiceId: Joi.string(),
  declineCode: Joi.string()
    .valid(...declineCodes)
    .description('Why it was refused; absent when it was paid.'),
  message: Joi.string().description('The decline code as a sentence.'),
  createdAt: Joi.string().isoDate().required(),
}).label('Charge');
