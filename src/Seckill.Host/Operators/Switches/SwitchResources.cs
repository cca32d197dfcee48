using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;

namespace Seckill.Host.Operators.Switches;

/// <summary>A switch as operators see it.</summary>
internal sealed record SwitchResource(
    string Name,
    [property: Description("The value in force on this node.")] JsonElement Value,
    [property: Description("The value for as long as nobody has set the switch, as configured on this node.")] JsonElement Default,
    [property: Description("The values that the switch takes.")] string Allowed,
    [property: Description("What the switch does.")] string Effect,
    [property: Description("Who has set it; null when nobody has.")] string? SetBy,
    [property: Description("When it was set; null when it never was.")] DateTimeOffset? SetAt,
    [property: Description("Why it was set, if somebody said so.")] string? Reason,
    [property: Description("Grows with every change of any switch; 0 when nobody has set this one.")] long Version)
{
    public static SwitchResource Of(Switch one)
    {
        // One read: a change may come in between two.
        var setting = one.Setting;
        return new SwitchResource(
            one.Name.Value, ToJson(one, setting?.Value ?? one.Default), ToJson(one, one.Default), one.Allowed, one.Effect,
            setting?.By.Actor.Value, setting?.At, setting?.By.Reason, setting?.Revision ?? 0);
    }

    private static JsonElement ToJson(Switch one, string value) => one.IsNumber
        ? JsonSerializer.SerializeToElement(int.Parse(value, CultureInfo.InvariantCulture), Wire.HostJson.Default.Int32)
        : JsonSerializer.SerializeToElement(value, Wire.HostJson.Default.String);
}

/// <summary>Every switch.</summary>
internal sealed record SwitchList(IReadOnlyList<SwitchResource> Switches);

/// <summary>How an operator wants a switch to be.</summary>
// The attributes are for the OpenAPI document; SwitchEndpoints does the checking.
internal sealed record SwitchRequest
{
    [Description("The wanted value: a word or a number, as `allowed` of the switch says.")]
    [Required]
    public JsonElement? Value { get; init; }

    [Description("Why, for whoever looks at the switches. One line.")]
    [StringLength(SettingsLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>The value as text; null when it is neither a word nor a number.</summary>
    public string? ValueAsText() => Value?.ValueKind switch
    {
        JsonValueKind.String => Value.Value.GetString(),
        JsonValueKind.Number => Value.Value.GetRawText(),
        _ => null,
    };
}
