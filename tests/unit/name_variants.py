"""Spelling variants of one name, by region, as people write them: what the search is measured on.

One line, one name. Written from the habits of French, English, Portuguese and Arabic transcriptions; nobody's name.
"""

from __future__ import annotations

ARABIC_AND_MAGHREBI = """
Mohamed | Mohammed | Muhammad | Mohamad | Mouhamed | محمد | مُحَمَّد | Med
Ahmed | Ahmad | Ahmet | أحمد | احمد | Hmed
Youssef | Yusuf | Youcef | Yousef | Yousouf | Youssouf | يوسف
Abdelkader | Abdulkader | Abd El Kader | Abdoul Kader | Abdul Qadir | عبد القادر | عبدالقادر
Abderrahmane | Abdurrahman | Abdel Rahman | Abdul Rahman | Abd Er-Rahmane | عبد الرحمن
Abdellah | Abdallah | Abdullah | Abdulla | Abd Allah | عبد الله | عبدالله
Abdelaziz | Abdulaziz | Abdel Aziz | Abdoul Aziz | عبد العزيز | عبدالعزيز
Abdessamad | Abdel Samad | Abdul Samad | Abdessamed | عبد الصمد
Abdelkarim | Abdelkrim | Abdul Karim | Abdoul Karim | عبد الكريم
Abdellatif | Abdul Latif | Abdel Latif | Abdoulatif | عبد اللطيف
Abderrahim | Abdel Rahim | Abdul Rahim | عبد الرحيم
Abdelmajid | Abdul Majid | Abdelmadjid | Abdel Majeed | عبد المجيد
Abdelhak | Abdelhaq | Abdul Haq | عبد الحق
Abdelilah | Abdel Ilah | عبد الإله
Benali | Ben Ali | Benaly | بنعلي | بن علي
Benaïssa | Ben Aissa | Benissa | Ben Issa | بنعيسى | بن عيسى
Bencheikh | Ben Cheikh | Bensheikh | بنشيخ | بن الشيخ
Belhaj | Ben El Haj | Belhadj | بلحاج
El Amrani | Elamrani | Amrani | Lamrani | العمراني | لعمراني
El Idrissi | Idrissi | Elidrissi | الإدريسي | Drissi
Alaoui | El Alaoui | Alawi | العلوي
Er-Rachidi | Errachidi | Rachidi | El Rachidi | Al-Rashidi | الراشدي
Ez-Zahraoui | Ezzahraoui | Zahraoui | Al Zahrawi | الزهراوي
Es-Saïdi | Essaidi | Saidi | El Saidi | السعيدي
Et-Tahiri | Ettahiri | Tahiri | الطاهري
Ech-Charki | Echcharki | Cherki | Al Sharqi | الشرقي
Ouahbi | Wahbi | El Ouahbi | الوهبي
El Ouali | Ouali | Wali | الوالي
Lahcen | Lahsen | Lhassan | Lahssen | لحسن
Hassan | Hasan | Hassane | El Hassan | حسن | الحسن
Hussein | Houssein | Hussain | Houcine | El Houcine | Husseyn | حسين | الحسين
Khadija | Khadidja | Kadija | Khadeeja | Hadija | خديجة
Fatima | Fatma | Fatema | Fatimah | فاطمة
Fatima Zahra | Fatimazahra | Fatima Ezzahra | Fatima-Zohra | Fatim Zahra | فاطمة الزهراء
Zineb | Zaynab | Zeinab | Zainab | Zeyneb | زينب
Aïcha | Aisha | Aicha | Aysha | Aïsha | عائشة
Meriem | Mariam | Maryam | Meryem | Mariem | مريم
Noureddine | Nour Eddine | Nourdine | Nour El Din | Nur al-Din | نور الدين
Salaheddine | Salah Eddine | Salahdine | صلاح الدين
Azzeddine | Azeddine | Ezzeddine | Azedine | عز الدين
Jamal | Djamal | Djamel | Gamal | جمال
Djilali | Jilali | Jillali | الجيلالي | جيلالي
Saïd | Said | Saeed | سعيد
Rachid | Rashid | Rached | رشيد
Khalid | Khaled | خالد
Tarik | Tariq | Tareq | Tarek | طارق
Moustapha | Mustafa | Mustapha | Mostafa | Mostapha | مصطفى
Yassine | Yacine | Yassin | Yasin | ياسين
Mehdi | Mahdi | El Mehdi | المهدي | مهدي
Hicham | Hisham | Icham | هشام
Ibrahim | Ibraheem | Brahim | إبراهيم | ابراهيم
Ismaïl | Ismail | Smail | Ismael | إسماعيل
Idriss | Driss | Idris | إدريس
Othmane | Othman | Osman | Uthman | عثمان
Omar | Omer | Umar | Oumar | عمر
Hamza | Hamzah | Hamsa | حمزة
Redouane | Ridwan | Radouane | Redwan | رضوان
Ouafae | Wafaa | Wafae | Ouafa | وفاء
Ouissam | Wissam | Wisam | وسام
Charaf | Sharaf | Cherif | شريف
Souleiman | Slimane | Suleiman | Soulaimane | سليمان
Yahya | Yahia | Yehya | يحيى
Aïssa | Issa | Isa | عيسى
Moussa | Musa | Mousa | موسى
Ghita | Rhita | Ghitha | غيثة
El Gharbi | Gharbi | Rharbi | الغربي
Guessous | Gessous | Kassous | كسوس
Qaddouri | Kaddouri | Kadouri | قدوري
M'barek | Mbarek | Embarek | Mubarak | مبارك | امبارك
Boubker | Abou Bakr | Aboubakr | Bou Bakr | أبو بكر | بوبكر
Hafid | Hafidh | Hafiz | حفيظ
Mouad | Muadh | Moaz | معاذ
Mohcine | Mohsin | Mouhcine | Mohsen | محسن
Achraf | Ashraf | أشرف
Chaïmae | Shaimaa | Chaima | شيماء
Zakaria | Zakariya | Zakarya | زكرياء | زكريا
""".strip()

WEST_AFRICAN = """
Fatoumata | Fatou | Fatumata | Fatoumatta | Fatmata | فاطوماتا
Mamadou | Mamadu | Mamadou | Momodou | Modou | Mamoudou | مامادو
Diallo | Jallow | Jalloh | Djalo | Djaló | Dialo | Jalo | ديالو | جالو
N'Diaye | Ndiaye | Njie | Ndiaye | Njai | Njay | انجاي
Touré | Toure | Turay | Touray | Ture | توري
Cissé | Cisse | Ceesay | Sissé | Sesay | سيسي
Traoré | Traore | Trawally | Trawalleh | تراوري
Ouattara | Wattara | Watara | Ouatara | واتارا | وتارا
Ouédraogo | Ouedraogo | Wedraogo | ويدراوغو
Camara | Kamara | Kamera | كامارا | كمارا
Coulibaly | Kulibaly | Koulibaly | Coulibali | كوليبالي
Keïta | Keita | Kaita | كيتا
Koné | Kone | Coné | Koneh | كوني
Diarra | Jarra | Djarra | Jara | ديارا
Diabaté | Diabate | Jobarteh | Jabateh | Djabaté
Dramé | Drame | Drammeh | درامي
Baldé | Balde | Baldeh | بالدي
Bah | Ba | Bâ | باه
Barry | Bari | Barrie | باري
Sow | So | Sô | سو
Sylla | Sillah | Silla | Syla | سيلا
Soumah | Suma | Sumah | Souma | سوما
Bangoura | Bangura | بانغورا
Condé | Kondé | Conde | Konde | كوندي
Doumbia | Dumbia | Doumbya | Dumbuya | دومبيا
Guèye | Gueye | Guey | Geye | غاي
Mbaye | M'Baye | Mbye | امباي
Faye | Fye | Fay
Fall | Faal | Fal | فال
Diop | Jobe | Diob | Dioup | ديوب
Thiam | Tiam | Cham | تيام
Thierno | Cherno | Tierno | Tcherno
Cheikh | Sheikh | Cheick | Shaykh | Cheik | شيخ
Sékou | Sekou | Sheku | Seku | Seikou
Ousmane | Usman | Ousman | Osman | Ousmane | عثمان
Boubacar | Aboubacar | Abubakar | Aboubakar | Bubacar | Boubakar
Alassane | Alhassane | Lassana | Assane | Alhassan
Ousseynou | Ousseini | Hussein | Ousseyni
Ibrahima | Ibrahim | Ebrima | Ibraima | Brahima | إبراهيما
Amadou | Ahmadou | Amadu | Hamadou | Ahmadu | أمادو
Abdoulaye | Abdulai | Abdoulahi | Abdulaye | عبد الله
Souleymane | Sulayman | Suleiman | Souleyman | سليمان
Aïssatou | Aissatou | Isatou | Aisatu | Aissata
Kadiatou | Kadijatou | Khadidiatou | Kadidiatou | Khadiatou
Mariama | Mariam | Maryama | Mariame
Aminata | Aminatou | Aminatta | Aminatu | أميناتا
Hawa | Awa | Haoua | حواء
Oumou | Umu | Oumu
Djibril | Jibril | Gibril | Jibreel | جبريل
Aliou | Alioune | Alieu | Aliyu | Aliu
Alpha | Alfa | ألفا
El Hadj | Elhadj | Alhaji | El Hadji | Alhagie | الحاج
Yaya | Yahya | Yaya | يايا
Diawara | Jawara | Diaouara | Djawara
Gassama | Kassama | Cassama
Embaló | Mballo | Embalo | M'Ballo
Mané | Manneh | Mane | Maneh
Sagna | Sanya | Sagnia
Bakary | Bakari | Bacary
Haïdara | Aïdara | Haidara | حيدرة
Mahamadou | Muhammadu | Mahamadu
""".strip()

LATIN = """
Jean-Pierre | Jean Pierre | Jeanpierre
Catherine | Katherine | Catharine
Christian | Kristian | Cristian
Philippe | Filipe | Philip
Alexandre | Aleksandr | Alexander
Stéphane | Stephane | Stefan
Mathieu | Matthieu | Mathieu
Thérèse | Teresa | Theresa
Yves | Ives
Emmanuel | Emanuel | Immanuel
Frédéric | Frederic | Frederick
Jérôme | Jerome | Gérôme
François | Francois
Nicolas | Nicholas | Nikolas
Sylvie | Silvie | Silvia
Élisabeth | Elizabeth | Elisabet
Patrick | Patric | باتريك
Chantal | Shantal | شانتال
Ngo Biyong | N'Go Biyong | Ngo-Biyong
Chukwuemeka | Emeka
Oluwaseun | Seun
Blessing | Blesing | بليسينغ
Kouassi | Kwasi | Kouasi | كواسي
Koffi | Kofi | كوفي
Mbappé | M'Bappe | Mbape
""".strip()

TABLES = {"arabic": ARABIC_AND_MAGHREBI, "west african": WEST_AFRICAN, "latin": LATIN}


def groups(table: str) -> list[list[str]]:
    """The names of a table, each with its spellings."""
    return [list(dict.fromkeys(part.strip() for part in line.split("|"))) for line in table.splitlines()]


def all_groups() -> list[list[str]]:
    """The names of the three tables."""
    return [group for table in TABLES.values() for group in groups(table)]
