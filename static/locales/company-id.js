/** What the widget says of the company. `site build` writes it anew from data/site.json; as it stands here it is nobody's. */
export default {
    assistant: 'Asisten',
    contact: '/kontak/',
    disclaimer: 'Informasi di sini bersifat panduan umum.',
    greeting: 'Halo! Saya Asisten. Ada yang bisa saya bantu?',
    placeholder: 'Tulis pertanyaan Anda',
    prompts: [],
    quick: [],
    subline: 'Jawaban cepat, dan orang bila diperlukan.',
};
