/** What the widget says of the company. `site build` writes it anew from data/site.json; as it stands here it is nobody's. */
export default {
    assistant: 'Assistant',
    contact: '/en/contact/',
    disclaimer: 'What is said here is general guidance.',
    greeting: 'Hello! I am the assistant. How can I help you?',
    placeholder: 'Type your question',
    prompts: [],
    quick: [],
    subline: 'Quick answers, and a person when you need one.',
};
