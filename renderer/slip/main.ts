import { config } from 'zod'
import { onPort } from './ports'

// The content security policy forbids making code from strings, and schemas choose their way when they are made:
// so this comes before the first schema is loaded. The port may come earlier than the rest of the page.
config({ jitless: true })
const loading = import('./lay-out')
onPort(window, (port) => {
  void loading.then(({ layOutFrom }) => layOutFrom(port, document))
})
