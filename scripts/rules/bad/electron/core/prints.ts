// breaks: no-console
console.log('hello')
