namespace ResetService.Tests.Pages;

/// <summary>What a customer works the page with.</summary>
internal enum Hand
{
    Mouse,

    /// <summary>A finger on a phone's screen, which taps and never drags.</summary>
    Touch,

    /// <summary>Nothing but keys.</summary>
    Keyboard,
}
