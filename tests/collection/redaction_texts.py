"""Open answers in four languages, with identifiers planted between ⟦ and ⟧, and clean ones.

Half of them were looked at while the patterns were written, the other half never.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Literal

Half = Literal["development", "held out"]
Language = Literal["en", "es", "ar", "zh"]


@dataclass(frozen=True)
class Written:
    """A text as somebody would type it, and what a redaction must leave nothing of."""

    language: Language
    text: str
    planted: tuple[tuple[int, int], ...]


PLANTED: dict[tuple[Half, Language], tuple[str, ...]] = {
    ("development", "en"): (
        "Officer ⟦{en_name}⟧ was rude to my son. Call me at ⟦{us_phone}⟧.",
        "I filed a complaint, case number ⟦{case}⟧, and nobody answered.",
        "The badge number was ⟦{badge}⟧ and the plate was ⟦{plate}⟧.",
        "They came to ⟦{en_address}⟧ at night and woke everybody.",
        "My e-mail is ⟦{mail}⟧ if you want to know more.",
        "My son was born on ⟦{en_date}⟧ and they treated him like a man.",
        "Sgt. ⟦{en_name}⟧ from the second precinct helped us, thank you.",
        "date of birth: ⟦{us_date}⟧, please look up my report #⟦{case}⟧",
        "Mrs. ⟦{en_name}⟧ next door at ⟦{en_address}⟧ saw it all.",
        "Text me (⟦{us_phone_paren}⟧) about incident no. ⟦{case}⟧.",
        "the detective gave me his card, Detective ⟦{en_name}⟧, ⟦{us_phone}⟧",
        "A white van, license plate ⟦{plate}⟧, is parked there every night.",
    ),
    ("development", "es"): (
        "El oficial ⟦{es_name}⟧ fue muy amable conmigo.",
        "Mi número es ⟦{us_phone}⟧, llámenme por la tarde.",
        "Vivo en la ⟦calle {es_street} {house}⟧ y nadie patrulla.",
        "Puse una denuncia, expediente número ⟦{case}⟧, hace meses.",
        "Su número de placa era ⟦{badge}⟧ y no quiso decir su nombre.",
        "Mi correo es ⟦{mail}⟧ por si quieren escribir.",
        "Nací el ⟦{es_date}⟧ y nunca había visto algo así.",
        "La sargento ⟦{es_name}⟧ nos ayudó, gracias.",
        "Un carro rojo con placas ⟦{plate}⟧ vende drogas en la esquina.",
        "La señora ⟦{es_name}⟧ vio todo desde su ventana.",
        "fecha de nacimiento: ⟦{us_date}⟧, caso ⟦{case}⟧",
    ),
    ("development", "ar"): (
        "الضابط ⟦{ar_name}⟧ كان لطيفا معنا.",
        "رقم هاتفي ⟦{us_phone}⟧ اتصلوا بي مساء.",
        "أسكن في ⟦شارع النخيل رقم {house}⟧ ولا أحد يمر من هناك.",
        "قدمت شكوى، رقم القضية ⟦{case}⟧ ولم يرد أحد.",
        "كان رقم الشارة ⟦{ar_badge}⟧ ولم يذكر اسمه.",
        "بريدي ⟦{mail}⟧ لمن يريد التفاصيل.",
        "ابني مواليد ⟦{us_date}⟧ وعاملوه كأنه رجل.",
        "السيدة ⟦{ar_woman}⟧ رأت كل شيء.",
        "سيارة بيضاء رقم اللوحة ⟦{ar_plate}⟧ تقف كل ليلة.",
        "الشرطي ⟦{ar_name}⟧ أعطاني رقمه ⟦{ar_phone}⟧.",
    ),
    ("development", "zh"): (
        "⟦{zh_family}⟧警官对我很好。",
        "我的电话是⟦{zh_phone}⟧，请联系我。",
        "我住在⟦人民路{house}号⟧，晚上没有人巡逻。",
        "案件编号⟦{case}⟧，一直没有答复。",
        "他的警号是⟦{badge6}⟧，不肯说名字。",
        "请写信到⟦{mail}⟧。",
        "我儿子⟦{zh_date}⟧出生，他们把他当大人。",
        "隔壁的⟦{zh_family}⟧女士都看见了。",
        "车牌⟦{zh_plate}⟧的面包车每天晚上停在那里。",
        "⟦{zh_family}{zh_given}⟧队长帮了我们，谢谢。",
    ),
    ("held out", "en"): (
        "Thanks to Lieutenant ⟦{en_name}⟧ for coming so fast.",
        "You can reach me on ⟦{us_phone_dots}⟧ after six.",
        "Nobody called back about complaint # ⟦{case}⟧ that I made in spring.",
        "He refused to give a name, only shield no. ⟦{badge}⟧.",
        "There is a drug house at ⟦{en_address}⟧, everybody knows it.",
        "write to ⟦{mail}⟧, I have a video",
        "DOB ⟦{us_date}⟧ in case you need to find my file",
        "Ask Dr. ⟦{en_name}⟧ at the clinic, he treated my bruises.",
        "the car was a grey sedan with tag ⟦{plate}⟧",
        "Chief ⟦{en_name}⟧ should visit ⟦{en_address}⟧ some night.",
        "my citation number is ⟦{case}⟧ and my cell is ⟦{us_phone}⟧",
        "She was born ⟦{en_date}⟧, she is a child.",
    ),
    ("held out", "es"): (
        "El agente ⟦{es_name}⟧ me gritó delante de mis hijos.",
        "Pueden llamar al ⟦{us_phone_paren}⟧ cuando quieran.",
        "En la ⟦avenida {es_street} {house}⟧ se juntan todas las noches.",
        "El reporte número ⟦{case}⟧ se perdió, según ellos.",
        "insignia ⟦{badge}⟧, eso es todo lo que sé",
        "escríbanme a ⟦{mail}⟧",
        "Mi hija nació el ⟦{es_date}⟧ y la esposaron.",
        "El Sr. ⟦{es_name}⟧ de la tienda tiene una cámara.",
        "La matrícula ⟦{plate}⟧ es de una camioneta negra.",
        "Hablen con la detective ⟦{es_name}⟧, ella sabe.",
        "Número de caso ⟦{case}⟧, teléfono ⟦{us_phone_dots}⟧.",
    ),
    ("held out", "ar"): (
        "الرقيب ⟦{ar_name}⟧ ساعدنا كثيرا.",
        "للتواصل معي ⟦{us_phone_dots}⟧ بعد السادسة.",
        "يجتمعون كل ليلة عند ⟦{house} شارع الزيتون⟧.",
        "محضر رقم ⟦{case}⟧ ضاع كما يقولون.",
        "شارته رقم ⟦{ar_badge}⟧ وهذا كل ما أعرفه.",
        "اكتبوا لي على ⟦{mail}⟧",
        "تاريخ الميلاد ⟦{us_date}⟧ إن احتجتم إليه.",
        "الدكتور ⟦{ar_name}⟧ في العيادة عالج جروحي.",
        "لوحة السيارة ⟦{ar_plate}⟧ وهي سوداء.",
        "النقيب ⟦{ar_name}⟧ وعدنا ولم يفعل، هاتفي ⟦{ar_phone}⟧.",
    ),
    ("held out", "zh"): (
        "感谢⟦{zh_family}{zh_given}⟧警官及时赶到。",
        "可以打手机⟦{zh_phone}⟧找我。",
        "⟦幸福小区{house}号楼{house}室⟧晚上很吵。",
        "报案号：⟦{case}⟧，没有下文。",
        "只记得徽章号⟦{badge6}⟧。",
        "邮箱⟦{mail}⟧，我有录像。",
        "生日是⟦{zh_date}⟧，还是个孩子。",
        "请问⟦{zh_family}⟧先生，他店里有摄像头。",
        "黑色轿车⟦{zh_plate}⟧闯了红灯。",
        "⟦{zh_family}⟧所长应该来⟦解放大道{house}号⟧看看。",
    ),
}

CLEAN: dict[tuple[Half, Language], tuple[str, ...]] = {
    ("development", "en"): (
        "More foot patrols please, and slow the cars near the school.",
        "I have lived here since 1987 and never called 911.",
        "Two officers came down the street and were polite.",
        "They came after 45 minutes on 5th Street.",
        "Between 2019 and 2024 things got better, maybe 30 percent.",
        "2019-2020 was the worst year, 2023/2024 the best.",
        "The officer listened. The sergeant did too.",
        "Officers need more training in de-escalation.",
        "I called 311 three times in March 2025 about the lights.",
        "We pay $2,500,000 for this and see nothing.",
        "It happened on 05/12/2025 around 10:30-11:15 at night.",
        "Chief of police should listen more.",
        "There are 3 men in the street every night.",
        "COVID-19 changed how they talk to us.",
        "The M15 bus stop is dark; 20 mph is too fast.",
        "An officer helped my mother with her groceries.",
        "I would give them 7 out of 10.",
        "Case workers are better than cops for this.",
    ),
    ("development", "es"): (
        "Más patrullas a pie, por favor.",
        "Vivo aquí desde 1995 y todo ha cambiado.",
        "En la calle hay 3 policías y nadie saluda.",
        "El oficial nos trató con respeto.",
        "La agente me explicó todo muy bien.",
        "Llamé al 911 dos veces en marzo de 2025.",
        "Señor, por favor arreglen las luces.",
        "El jefe de la policía debería escuchar.",
        "Les doy un 8 de 10.",
        "Entre 2019 y 2024 mejoró un 30 por ciento.",
        "No hay caso que hacer, nunca vienen.",
        "Una placa en la plaza recuerda a los vecinos.",
        "La sargento No vino nunca, esperamos 40 minutos.",
        "Mi hijo nació aquí y quiero que crezca seguro.",
    ),
    ("development", "ar"): (
        "نريد المزيد من الدوريات على الأقدام.",
        "أعيش هنا منذ عام 1995 وتغير كل شيء.",
        "الضابط كان لطيفا معي ومع أولادي.",
        "الشرطي استمع إلي وساعدني.",
        "اتصلت بالرقم 911 مرتين ولم يأت أحد.",
        "في الشارع 3 رجال كل ليلة.",
        "انتظرنا 45 دقيقة.",
        "الرقيب قال إنه سيعود ولم يعد.",
        "أعطيهم 8 من 10.",
        "بين 2019 و 2024 تحسن الوضع 30 بالمئة.",
        "الضباط يحتاجون إلى تدريب أفضل.",
        "السيارة وقفت أمام المدرسة.",
    ),
    ("development", "zh"): (
        "希望多一些步行巡逻。",
        "我从1995年起住在这里，变化很大。",
        "这位警官很有耐心。",
        "两位警官走在街上，很客气。",
        "打了911两次，没有人来。",
        "等了45分钟。",
        "给他们10分中的8分。",
        "2019年到2024年好了30%。",
        "任何警官都应该会说中文。",
        "许多警官不认识我们。",
        "高级警官应该多听。",
        "3号线地铁站晚上很黑。",
        "警官经常来学校。",
    ),
    ("held out", "en"): (
        "Please fix the lights on 39th Street and Main.",
        "My block had 12 break-ins in 2024.",
        "The deputy who came was kind to my grandmother.",
        "I don't trust them, not since the summer of 2020.",
        "They should wear name tags and badges that we can read.",
        "It took 3 to 4 hours, from 9 to 1.",
        "I was stopped 6 times in 18 months while driving to work.",
        "A captain came to our meeting and took notes.",
        "I am 67 years old and walk every morning.",
        "They report numbers but never come back to us.",
        "In my case nobody explained anything.",
        "The plate of food they brought to the shelter meant a lot.",
        "Hire 50 more people who speak Spanish.",
        "Response times went from 8.5 to 12.25 minutes.",
        "I called the station on June 5 2025 and they listened.",
        "Doctor visits are easier to get than an answer from the police.",
        "Thank you to everyone who came after the storm.",
        "We need a phone line that works at night.",
    ),
    ("held out", "es"): (
        "Los policías deberían vivir en el barrio.",
        "Esperamos 3 o 4 horas, de 9 a 1.",
        "Me pararon 6 veces en 18 meses.",
        "El capitán vino a la reunión y tomó notas.",
        "Tengo 67 años y camino cada mañana.",
        "En mi caso nadie explicó nada.",
        "La avenida está oscura por la noche.",
        "Gracias a todos los que ayudaron en la tormenta.",
        "El 5 de junio de 2025 llamé y me escucharon.",
        "Contraten a 50 personas más que hablen español.",
        "Un agente jugó fútbol con los niños.",
        "No sé su número ni su nombre.",
        "La respuesta tardó 12.25 minutos.",
        "Doña nadie me hace caso.",
    ),
    ("held out", "ar"): (
        "يجب أن يسكن رجال الشرطة في الحي.",
        "انتظرنا من 9 إلى 1.",
        "أوقفوني 6 مرات في 18 شهرا.",
        "النقيب جاء إلى الاجتماع وكتب ملاحظات.",
        "عمري 67 سنة وأمشي كل صباح.",
        "لا أعرف اسمه ولا رقمه.",
        "الطريق مظلم في الليل.",
        "شكرا لكل من ساعد بعد العاصفة.",
        "في 5 يونيو 2025 اتصلت واستمعوا إلي.",
        "الملازم لعب كرة القدم مع الأطفال.",
        "وصلوا بعد 12.25 دقيقة.",
        "أصلحوا الأنوار في شارع 39.",
    ),
    ("held out", "zh"): (
        "警察应该住在社区里。",
        "从9点等到1点。",
        "18个月里被拦了6次。",
        "一位队长来开会，做了记录。",
        "我67岁，每天早上散步。",
        "不知道他的名字和号码。",
        "这条路晚上很黑。",
        "感谢暴风雨后帮忙的人。",
        "2025年6月5日我打了电话，他们听了。",
        "有位警官和孩子们踢球。",
        "12.25分钟才到。",
        "请修好39街的路灯。",
        "新来的警员很年轻。",
    ),
}

EN_NAMES = ("Smith", "Johnson", "Maria Lopez", "O'Brien", "J. Washington", "McCarthy", "Van Dyke")
ES_NAMES = ("García", "Juan Hernández", "López Martínez", "María de la Cruz", "Núñez", "Ortiz")
AR_MEN = ("محمد العلي", "أحمد حسن", "خالد", "يوسف المصري", "عمر سعيد", "كريم الحداد")
AR_WOMEN = ("فاطمة الزهراء", "مريم", "ليلى حسن", "سارة العبد")
STREETS = ("Maple Street", "N. Oak Ave", "Martin Luther King Blvd", "39th St, Apt 4B", "Elm Drive")
ES_STREETS = ("Juárez", "de los Pinos", "Benito Juárez", "Independencia", "San Martín")
MONTHS = ("January", "March", "May", "July", "October", "December")
ES_MONTHS = ("enero", "marzo", "mayo", "julio", "octubre", "diciembre")
PROVINCES = "京沪粤浙苏川"


def values(chance: random.Random) -> dict[str, str]:
    """One random value for every blank."""

    def digits(n: int) -> str:
        return str(chance.randrange(10 ** (n - 1), 10**n))

    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1940, 2010)
    area, first, last = chance.randint(201, 989), chance.randint(200, 999), digits(4)
    eastern = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    letters = "".join(chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=3))
    return {
        "en_name": chance.choice(EN_NAMES),
        "es_name": chance.choice(ES_NAMES),
        "ar_name": chance.choice(AR_MEN),
        "ar_woman": chance.choice(AR_WOMEN),
        "zh_family": chance.choice("王李张刘陈杨赵黄周吴"),
        "zh_given": chance.choice(("强", "小明", "丽华", "伟")),
        "us_phone": f"{area}-{first}-{last}",
        "us_phone_paren": f"({area}) {first}-{last}",
        "us_phone_dots": f"{area}.{first}.{last}",
        "ar_phone": f"{area}-{first}-{last}".translate(eastern),
        "zh_phone": f"13{digits(9)}",
        "case": chance.choice(
            (f"24-{digits(6)}", f"KC{digits(7)}", digits(8), f"2025-{digits(5)}")
        ),
        "badge": digits(4),
        "badge6": digits(6),
        "ar_badge": digits(4).translate(eastern),
        "plate": chance.choice(
            (f"{letters} {digits(4)}", f"{letters}-{digits(3)}", f"{letters}{digits(4)}")
        ),
        "ar_plate": f"أ ب ج {digits(4)}",
        "zh_plate": f"{chance.choice(PROVINCES)}{letters[0]}{digits(5)}",
        "mail": chance.choice((f"ana.{digits(2)}@example.org", "j_smith@mail.example.com")),
        "en_address": f"{digits(4)} {chance.choice(STREETS)}",
        "es_street": chance.choice(ES_STREETS),
        "house": digits(2),
        "en_date": f"{chance.choice(MONTHS)} {day}, {year}",
        "es_date": f"{day} de {chance.choice(ES_MONTHS)} de {year}",
        "us_date": f"{month:02}/{day:02}/{year}",
        "zh_date": f"{year}年{month}月{day}日",
    }


def planted(half: Half, times: int = 3) -> list[Written]:
    """Every template of a half, filled in several ways."""
    chance = random.Random(f"planted {half}")
    return [
        _marked(language, template.format_map(values(chance)))
        for (of, language), templates in PLANTED.items()
        if of == half
        for template in templates
        for _ in range(times)
    ]


def clean(half: Half) -> list[Written]:
    """The clean texts of a half."""
    return [
        Written(language, text, ())
        for (of, language), texts in CLEAN.items()
        if of == half
        for text in texts
    ]


def _marked(language: Language, text: str) -> Written:
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    for piece in re.split("(⟦.*?⟧)", text):
        start = sum(map(len, pieces))
        pieces.append(piece.strip("⟦⟧"))
        if piece.startswith("⟦"):
            spans.append((start, start + len(pieces[-1])))
    return Written(language, "".join(pieces), tuple(spans))
