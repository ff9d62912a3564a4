import type { NotManageable } from '../../../domain/products.ts'
import type { Reason } from '../../../domain/user-actions.ts'

/** Why an action does not apply to a user, or a product can’t be managed. */
export const reasons = {
  'reason.inactive': 'This user is inactive.',
  'reason.no_email': 'This user has no email address.',
  'reason.already_registered': 'This user is registered already.',
  'reason.not_registered': 'This user has not registered yet.',
  'reason.cloudlink_account_removed': 'An admin removed the CloudLink account of this user.',
  'reason.no_cloudlink_account': 'This user has no CloudLink account.',
  'reason.is_partner': 'This is a Mitel Partner.',
  'reason.synced_from_micloud_connect': 'This user is synced from MiCloud Connect.',
  'reason.own_account': 'This is you.',
  'reason.already_so': 'This is so already.',
  'reason.already_licensed': 'This user has a licence already.',
  'reason.not_licensed': 'This user has no licence.',
  'reason.is_deleted': 'This user is deleted.',
  'reason.not_deleted': 'This user is not deleted.',
  'reason.source_made_inactive': 'The source of this user made it inactive. It is reactivated there.',
  'reason.partner_account': 'A partner account has no licences.',
  'reason.integration_off': 'The integration that this product needs is off.',
  'reason.excluded_by_integration': 'Another integration of this account excludes this product.',
  'reason.no_subscription': 'This account has no subscription for this product.',
} as const satisfies Record<`reason.${Reason | NotManageable}`, string>
