import type { ComplaintForm, ComplaintRow, InstitutionsFound } from '../../../shared/contract/institutions'
import { mostInstitutions } from '../../../shared/contract/institutions'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { RegionKey } from '../../../shared/domain/ids'
import { findInstitutions } from '../../../shared/domain/institutions'
import type { Refusal } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import { sentence, trimmed } from '../../../shared/domain/typed-text'
import type { Core } from '../counter-core'
import type { Complaint } from '../projection/look-ups'
import { complaintSlip } from '../slips/complaint-slip'
import { clerkName } from '../views/operation-view'
import { reason, refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printLeaflet } from './print-leaflet'
import type { PrintedLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

const longestSaid = 500
const longestName = 60
const mostComplaints = 20

/** Hospitals and pharmacies by a text, those near the served member without one. Errors: `sign-in.needed`. */
export function seekInstitutions(core: Core, text: string): ServiceResult<InstitutionsFound> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const near = nearby(core)
  const all = core.institutions.all()
  const found = findInstitutions(all, trimmed(text), near)
  return ok({
    readAt: core.institutions.readAt(),
    total: all.length,
    found: found.length,
    near: [...near],
    institutions: found.slice(0, mostInstitutions).map((one) => ({ ...one })),
  })
}

/** Where the wallet of whoever is being served is used, and where he or she is insured. */
function nearby({ projection }: Core): readonly RegionKey[] {
  const visit = projection.openVisit()
  const facts = visit === null ? null : projection.facts(visit.person.idNumber)
  const regions = [facts?.wallet?.placeOfUse ?? null, facts?.insuredRegion ?? null]
  return [...new Set(regions.filter((region) => region !== null))]
}

/**
 * 医院不收医保钱包: a complaint about an institution or a service, journalled with a number; it goes to the centre once, when
 * there is a line. `complaintId` is made at the counter: the same again changes nothing.
 * Errors: `sign-in.needed`; at their fields `field.missing`, `field.too-long`, `complaint.no-such-institution`.
 */
export function complain(core: Core, complaintId: string, form: ComplaintForm): ServiceResult<ComplaintRow> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const before = core.projection.looks.complaint(complaintId)
  if (before !== null) return ok(rowOf(core, before))
  const about = aboutOf(core, form)
  const said = sentence(form.said)
  const wrong = [...about.wrong, ...tooShortOrLong(said, 'said', longestSaid)]
  if (wrong.length > 0) return { ok: false, error: wrong }
  const day = shanghaiDate(core.clock.now())
  const place = core.projection.looks.complaintsOn(day) + 1
  const prefix = core.projection.epoch()?.prefix ?? core.station.prefix
  const number = `${prefix}-${day.replaceAll('-', '')}-${String(place)}`
  const { institution, name, region } = about
  core.commit([
    { type: 'complaint-made', complaintId, clerk: clerk.id, number, institution, name, region, said },
  ])
  core.wakeSync()
  const made = core.projection.looks.complaint(complaintId)
  if (made === null) throw new Error('a complaint that was journalled is not known')
  return ok(rowOf(core, made))
}

interface About {
  readonly institution: string | null
  readonly name: string
  readonly region: RegionKey | null
  readonly wrong: readonly Refusal[]
}

function aboutOf(core: Core, form: ComplaintForm): About {
  switch (form.about) {
    case 'listed': {
      const found = core.institutions.all().find(({ code }) => code === form.code)
      if (found !== undefined)
        return { institution: found.code, name: found.name, region: found.region, wrong: [] }
      const code = form.code === '' ? 'field.missing' : 'complaint.no-such-institution'
      return { institution: null, name: '', region: null, wrong: [reason(code, 'institution')] }
    }
    case 'unlisted': {
      const name = sentence(form.name)
      return { institution: null, name, region: null, wrong: tooShortOrLong(name, 'name', longestName) }
    }
    case 'service':
      return { institution: null, name: core.words(`kind.${form.kind}`), region: null, wrong: [] }
  }
}

function tooShortOrLong(text: string, field: string, longest: number): readonly Refusal[] {
  if (text === '') return [reason('field.missing', field)]
  return text.length > longest ? [reason('field.too-long', field, { max: longest })] : []
}

/** The paper with its number. Errors: `sign-in.needed`, `complaint.no-such`, `print.failed`. */
export async function printComplaint(
  core: Core,
  complaintId: string,
): Promise<ServiceResult<PrintedLeaflet>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const complaint = core.projection.looks.complaint(complaintId)
  if (complaint === null) return refuse('complaint.no-such')
  const slip = complaintSlip(core, clerk.name, complaint)
  const printedIn = core.projection.openVisit()?.id ?? null
  return printLeaflet(core, { leaflet: 'complaint', slip, clerk: clerk.id, printedIn })
}

/** What was complained of here, what waits to be sent first. Errors: `sign-in.needed`. */
export function complaintRows(core: Core): ServiceResult<ComplaintRow[]> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  return ok(core.projection.looks.complaints(mostComplaints).map((one) => rowOf(core, one)))
}

function rowOf(core: Core, { id, number, name, said, madeAt, clerk, handedOn }: Complaint): ComplaintRow {
  return {
    complaintId: id,
    number,
    name,
    said,
    madeAt,
    clerk: clerkName(core, clerk),
    sentAt: handedOn?.at ?? null,
  }
}
