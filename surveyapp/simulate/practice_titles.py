"""Titles of the practice plan's families in the languages of reports beside English."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, Mapping[str, str]] = {
    "city-previous": {
        "es": "Cambios de la ciudad desde el trimestre anterior",
        "ar": "تغيّرات المدينة منذ الربع السابق",
        "zh-Hans": "全市自上季度以来的变化",
    },
    "city-year": {
        "es": "Cambios de la ciudad desde el mismo trimestre del año anterior",
        "ar": "تغيّرات المدينة منذ الربع نفسه من السنة السابقة",
        "zh-Hans": "全市自上年同季度以来的变化",
    },
    "city-rolling": {
        "es": "Cambios del año móvil en la ciudad",
        "ar": "تغيّرات السنة المتحركة في المدينة",
        "zh-Hans": "全市滚动年度的变化",
    },
    "city-trend": {
        "es": "Tendencias de la ciudad",
        "ar": "اتجاهات المدينة",
        "zh-Hans": "全市趋势",
    },
    "neighborhoods": {
        "es": "Cada vecindario y el resto de la ciudad",
        "ar": "كل حيّ وبقية المدينة",
        "zh-Hans": "各社区与全市其他地方",
    },
    "neighborhood-previous": {
        "es": "Cambios de los vecindarios desde el trimestre anterior",
        "ar": "تغيّرات الأحياء منذ الربع السابق",
        "zh-Hans": "各社区自上季度以来的变化",
    },
    "neighborhood-year": {
        "es": "Cambios de los vecindarios desde el mismo trimestre del año anterior",
        "ar": "تغيّرات الأحياء منذ الربع نفسه من السنة السابقة",
        "zh-Hans": "各社区自上年同季度以来的变化",
    },
}
