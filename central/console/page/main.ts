import { createApp } from 'vue'
import App from './app.vue'
import './console.css'

createApp(App).mount('#app')
