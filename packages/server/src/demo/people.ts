/** Who lives in the demo data. Anybody may sign in as any of them. */
export type DemoPerson = { id: string; name: string; headline: string; email: string };

export const people: DemoPerson[] = [
  { id: "demo-asha", name: "Asha Gurung", headline: "Sells restored bicycles in Lalitpur", email: "asha@example.com" },
  { id: "demo-diego", name: "Diego Fuentes", headline: "Software engineer from Puebla, now in Lalitpur", email: "diego@example.com" },
  { id: "demo-bikash", name: "Bikash Shrestha", headline: "Teaches physics in Bhaktapur, cycles to school", email: "bikash@example.com" },
  { id: "demo-priya", name: "Priya Sharma", headline: "Photographer in Jaipur, sells cameras she no longer needs", email: "priya@example.com" },
  { id: "demo-arjun", name: "Arjun Mehta", headline: "Hires engineers for a cargo-bike start-up in Pune", email: "arjun@example.com" },
  { id: "demo-omar", name: "Omar Haddad", headline: "Hand-woven carpets from Amman", email: "omar@example.com" },
  { id: "demo-layla", name: "ليلى منصور", headline: "Interior designer in Dubai", email: "layla@example.com" },
  { id: "demo-mei", name: "林晓梅", headline: "Bicycle parts, wholesale, Guangzhou", email: "mei@example.com" },
  { id: "demo-lucia", name: "Lucía Herrera", headline: "Lets two flats in Coyoacán, Mexico City", email: "lucia@example.com" },
  { id: "demo-marta", name: "Marta Kowalska", headline: "Product designer in Kraków", email: "marta@example.com" },
  { id: "demo-kwame", name: "Kwame Mensah", headline: "Builds frames and teaches brazing in Accra", email: "kwame@example.com" },
  { id: "demo-wanjiku", name: "Wanjiku Kamau", headline: "Organises community rides in Nairobi", email: "wanjiku@example.com" },
];
