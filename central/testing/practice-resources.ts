import path from 'node:path'
import { readPracticeResources } from '../resources'

/** What practice is made of, as the project's root holds it. */
export const resourcesDir = path.resolve('resources')
export const resources = readPracticeResources(resourcesDir)
